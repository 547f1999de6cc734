/* The style sheets and scripts that travel inside the program and inside each report. */
#ifndef TER_REPORT_ASSETS_H
#define TER_REPORT_ASSETS_H

#include "markup.h"

/* Write <style> or <script> with the asset of this name, the file's base name. */
void ter_asset_style(struct ter_markup *markup, const char *name);
void ter_asset_script(struct ter_markup *markup, const char *name);

/* The whole text of an asset, such as a licence; ended by NUL. */
const char *ter_asset_text(const char *name);

/* The security policy of a page that runs these scripts and no other, and fetches nothing. Ended by NULL. The
 * caller frees it. */
char *ter_asset_policy(const char *const *scripts) __attribute__((returns_nonnull));

#endif
