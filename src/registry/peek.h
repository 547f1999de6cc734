/* Which language a register speaks, without opening it. */
#ifndef TER_REGISTRY_PEEK_H
#define TER_REGISTRY_PEEK_H

#include "layer/layer.h"

/* `otherwise` where the file cannot be read or is no register. */
enum ter_lang ter_registry_peek_lang(const char *path, enum ter_lang otherwise);

#endif
