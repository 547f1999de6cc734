/* Owns the frame of a report: head, title block, sections, footnotes, end. Knows nothing of what is reported.
 */
#include "page.h"

#include "assets.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SIGN "terrier report"
#define FIRST_LINES "<!DOCTYPE html>\n<!-- " SIGN " -->\n"

const char *ter_page_word(const struct ter_page *page, enum ter_word word)
{
    return ter_word(word, page->lang);
}

static void write_meta(struct ter_markup *markup, const char *key, const char *name, const char *content)
{
    ter_markup_begin(markup, "meta");
    ter_markup_attribute(markup, key, name);
    ter_markup_attribute(markup, "content", content);
    ter_markup_end(markup);
}

static void write_head(struct ter_page *page, const struct ter_page_title *title)
{
    static const char *const scripts[] = {"page.js", "leaflet.min.js", "map.js", NULL};
    static const char *const scripts_without_map[] = {"page.js", NULL};
    struct ter_markup *markup = &page->markup;
    TER_AUTO_FREE char *policy = ter_asset_policy(title->has_map ? scripts : scripts_without_map);
    ter_markup_begin(markup, "head");
    ter_markup_begin(markup, "meta");
    ter_markup_attribute(markup, "charset", "utf-8");
    ter_markup_end(markup);
    write_meta(markup, "http-equiv", "Content-Security-Policy", policy);
    write_meta(markup, "name", "viewport", "width=device-width, initial-scale=1");
    write_meta(markup, "name", "generator", "terrier " TERRIER_VERSION);
    ter_markup_element(markup, "title", NULL, title->title);
    if (title->has_map)
        ter_asset_style(markup, "leaflet.css");
    ter_asset_style(markup, "page.css");
    ter_markup_end(markup);
}

static void write_fact(struct ter_page *page, const struct ter_page_fact *fact)
{
    struct ter_markup *markup = &page->markup;
    if (!fact->values || !fact->values->count)
        return;
    ter_markup_begin(markup, "div");
    ter_markup_element(markup, "dt", NULL, ter_page_word(page, fact->label));
    for (size_t i = 0; i < fact->values->count; i++)
        ter_markup_element(markup, "dd", NULL, fact->values->items[i]);
    ter_markup_end(markup);
}

static void write_title_block(struct ter_page *page, const struct ter_page_title *title)
{
    struct ter_markup *markup = &page->markup;
    ter_markup_begin(markup, "header");
    ter_markup_element(markup, "h1", NULL, title->title);
    if (title->subtitle)
        ter_markup_element(markup, "p", "subtitle", title->subtitle);
    for (size_t i = 0; title->warnings && i < title->warnings->count; i++)
        ter_markup_element(markup, "p", "warning", title->warnings->items[i]);
    ter_markup_begin_class(markup, "dl", "facts");
    for (size_t i = 0; i < title->fact_count; i++)
        write_fact(page, &title->facts[i]);
    ter_markup_end(markup);
    ter_markup_end(markup);
}

void ter_page_begin(struct ter_page *page, FILE *out, enum ter_lang lang, const struct ter_page_title *title)
{
    page->markup.out = out;
    page->lang = lang;
    page->has_map = title->has_map;
    fputs(FIRST_LINES, out);
    ter_markup_begin(&page->markup, "html");
    ter_markup_attribute(&page->markup, "lang", lang == TER_ZH ? "zh-Hans" : "en");
    write_head(page, title);
    ter_markup_begin(&page->markup, "body");
    write_title_block(page, title);
    ter_markup_begin(&page->markup, "main");
}

static void end_section(struct ter_page *page)
{
    if (page->in_section)
        ter_markup_end(&page->markup);
    page->in_section = false;
}

static size_t number_of(struct ter_page *page, const char *command)
{
    for (size_t i = 0; i < page->commands.count; i++)
        if (strcmp(page->commands.items[i], command) == 0)
            return i + 1;
    ter_strings_add(&page->commands, command);
    return page->commands.count;
}

static void write_footnote(struct ter_page *page, const char *command)
{
    struct ter_markup *markup = &page->markup;
    size_t number = number_of(page, command);
    ter_markup_begin_class(markup, "a", "how");
    ter_markup_attributef(markup, "href", "#command-%zu", number);
    ter_markup_attribute(markup, "title", ter_page_word(page, TER_WORD_COMMANDS));
    ter_markup_textf(markup, "%zu", number);
    ter_markup_end(markup);
}

void ter_page_section(struct ter_page *page, const char *title, const char *command)
{
    end_section(page);
    ter_markup_begin(&page->markup, "section");
    ter_markup_begin(&page->markup, "h2");
    ter_markup_text(&page->markup, title);
    if (command)
        write_footnote(page, command);
    ter_markup_end(&page->markup);
    page->in_section = true;
}

void ter_page_subtitle(struct ter_page *page, const char *title)
{
    ter_markup_element(&page->markup, "h3", NULL, title);
}

void ter_page_paragraph(struct ter_page *page, const char *text)
{
    ter_markup_element(&page->markup, "p", NULL, text);
}

void ter_page_list(struct ter_page *page, const struct ter_strings *items)
{
    if (!items->count)
        return;
    ter_markup_begin(&page->markup, "ul");
    for (size_t i = 0; i < items->count; i++)
        ter_markup_element(&page->markup, "li", NULL, items->items[i]);
    ter_markup_end(&page->markup);
}

static void write_commands(struct ter_page *page)
{
    struct ter_markup *markup = &page->markup;
    if (!page->commands.count)
        return;
    ter_page_section(page, ter_page_word(page, TER_WORD_COMMANDS), NULL);
    ter_page_paragraph(page, ter_page_word(page, TER_WORD_COMMANDS_LEAD));
    ter_markup_begin_class(markup, "ol", "commands");
    for (size_t i = 0; i < page->commands.count; i++) {
        ter_markup_begin(markup, "li");
        ter_markup_attributef(markup, "id", "command-%zu", i + 1);
        ter_markup_element(markup, "code", NULL, page->commands.items[i]);
        ter_markup_end(markup);
    }
    ter_markup_end(markup);
    end_section(page);
}

static void write_licences(struct ter_page *page)
{
    struct ter_markup *markup = &page->markup;
    if (!page->has_map)
        return;
    ter_markup_begin_class(markup, "details", "licence");
    ter_markup_element(markup, "summary", NULL, ter_page_word(page, TER_WORD_LICENCES));
    ter_markup_element(markup, "pre", NULL, ter_asset_text("leaflet.txt"));
    ter_markup_end(markup);
}

static void write_footer(struct ter_page *page)
{
    char now[32];
    time_t seconds = time(NULL);
    struct tm local;
    localtime_r(&seconds, &local);
    strftime(now, sizeof now, "%Y-%m-%d %H:%M", &local);
    const char *texts[] = {TERRIER_VERSION, now, NULL};
    TER_AUTO_FREE char *made = ter_word_fill(TER_WORD_MADE_BY, page->lang, texts);
    ter_markup_begin(&page->markup, "footer");
    ter_markup_element(&page->markup, "p", NULL, made);
    write_licences(page);
    ter_markup_end(&page->markup);
}

bool ter_page_end(struct ter_page *page, struct ter_error *err)
{
    write_commands(page);
    end_section(page);
    ter_markup_end(&page->markup); /* main */
    write_footer(page);
    ter_asset_script(&page->markup, "page.js");
    if (page->has_map) {
        ter_asset_script(&page->markup, "leaflet.min.js");
        ter_asset_script(&page->markup, "map.js");
    }
    ter_markup_end(&page->markup); /* body */
    ter_markup_end(&page->markup); /* html */
    return ter_markup_finish(&page->markup, err);
}

void ter_page_free(struct ter_page *page)
{
    ter_strings_free(&page->commands);
}

bool ter_page_is_report(const char *path)
{
    char start[sizeof FIRST_LINES] = "";
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    size_t size = fread(start, 1, sizeof start - 1, file);
    fclose(file);
    return size == sizeof start - 1 && memcmp(start, FIRST_LINES, size) == 0;
}

void ter_page_quote(struct ter_buf *command, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=+@%";
    ter_buf_text(command, command->size ? " " : "");
    if (*word && strspn(word, plain) == strlen(word)) {
        ter_buf_text(command, word);
        return;
    }
    ter_buf_text(command, "'");
    for (; *word; word++)
        ter_buf_text(command, *word == '\'' ? "'\\''" : (char[]){*word, '\0'});
    ter_buf_text(command, "'");
}
