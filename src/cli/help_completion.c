/* Owns what bash needs to complete a command line: tables made of the commands' own and of the layers that
 * ship, before the functions of completion.bash, which is embedded. Knows nothing of what commands do. */
#include "cli.h"
#include "markdown.h"

#include "base/embedded.h"

#include <string.h>

extern const struct ter_embedded ter_embedded_completion[];

#define LISTS "csv,tsv,txt,xlsx,xlsm,xls,ods"
#define MAPS "geojson,json,shp,gpkg,fgb,kml,kmz,gpx,gml,tab,mif,gdb,sqlite"

/* What the name of an argument says of its values. */
static const struct {
    const char *argument, *kind;
} kinds[] = {
    {"FILE", "file"},
    {"WHAT", "layer:+layer+file:" MAPS},
    {"DIR", "folder"},
    {"LAYER", "layer"},
    {"LAYER:CODE", "layer:"},
    {"LAYER[:CODE]", "layer+layer:"},
    {"STATUS", "status"},
    {"FIELD=VALUE", "set"},
    {"FIELD=COLUMN", "set"},
    {"FIELD", "field"},
    {"COMMAND", "command"},
};

/* Where the command or the option says more. A row without a command is for all, one without an option for
 * the command's words. */
static const struct {
    const char *command, *option, *argument, *kind;
} particulars[] = {
    {NULL, "db", "FILE", "file:sqlite"},
    {"init", NULL, "FILE", "file:sqlite"},
    {"backup", NULL, "FILE", "file:sqlite"},
    {"import", NULL, "FILE", "file:" LISTS "," MAPS},
    {"gazetteer import", NULL, "FILE", "file:osm,pbf,gz,bz2," LISTS "," MAPS},
    {"calendar import", NULL, "FILE", "file:" LISTS},
    {"split", NULL, "FILE", "file:" MAPS},
    {NULL, "clip", "FILE", "file:" MAPS},
    {NULL, "for", "FILE", "file:" LISTS "," MAPS},
    {NULL, "over", "FILE", "file:" LISTS "," MAPS},
    {NULL, "photo", "FILE", "file:jpg,jpeg,png,heic,webp"},
    {NULL, "rejects", "FILE", "file:csv"},
    {NULL, "norms", "FILE", "file:json"},
    {NULL, "speeds", "FILE", "file:json"},
    {NULL, "weights", "FILE", "file:json"},
    {NULL, "rules", "FILE", "file:json"},
    {NULL, "rates", "FILE", "file:json"},
    {NULL, "checks", "FILE", "file:json"},
    {NULL, "thresholds", "FILE", "file:json"},
    {NULL, "datum", "NAME", "words:wgs84,cgcs2000,gcj02,bd09"},
    {"gazetteer import", "from", "LAYER", "-"},
    {NULL, "axes", "ORDER", "words:xy,yx"},
    {NULL, "provider", "NAME", "words:ogr,spatialite"},
    {NULL, "delimiter", "CHAR", "words:comma,semicolon,tab"},
    {"import", "encoding", "NAME", "words:UTF-8,GB18030,GBK,Big5,UTF-16"},
    {"gazetteer import", "encoding", "NAME", "words:UTF-8,GB18030,GBK,Big5,UTF-16"},
    {"export", "encoding", "NAME", "words:UTF-8,CP936"},
    {"report patches", "table", "NAME", "words:act,thresholds,months,inside"},
};

static const char ellipsis[] = "…";

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static const char *particular_kind(const char *command, const char *option, const char *argument)
{
    for (size_t i = 0; i < sizeof particulars / sizeof *particulars; i++)
        if ((!particulars[i].command || same(particulars[i].command, command)) &&
            same(particulars[i].option, option) && same(particulars[i].argument, argument))
            return particulars[i].kind;
    return NULL;
}

static const char *general_kind(const char *argument)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].argument, argument) == 0)
            return kinds[i].kind;
    return NULL;
}

static void add_kind(struct ter_buf *kind, const char *text)
{
    ter_buf_printf(kind, "%s%s", kind->size ? "+" : "", text);
}

/* The endings that an option's help names: "write a file (.gpkg, .geojson)". */
static void add_file(struct ter_buf *kind, const char *help)
{
    add_kind(kind, "file");
    char sign = ':';
    for (const char *c = help; c && *c; c++) {
        size_t length = strspn(c + 1, "abcdefghijklmnopqrstuvwxyz");
        if (*c != '.' || !length || (c > help && !strchr(" (", c[-1])))
            continue;
        ter_buf_printf(kind, "%c%.*s", sign, (int)length, c + 1);
        sign = ',';
    }
}

/* One of the alternatives that an argument's name lists: a word of its own, or what `kinds` knows. */
static void add_alternative(
    struct ter_buf *kind, const char *command, const char *option, const char *name, const char *help)
{
    size_t lower = strspn(name, "abcdefghijklmnopqrstuvwxyz");
    TER_AUTO_FREE char *bare = ter_strndup(name, strcspn(name, "["));
    const char *known = particular_kind(command, option, bare);
    if (!known)
        known = general_kind(name);
    if (!known)
        known = general_kind(bare);
    if (lower && !name[lower]) {
        add_kind(kind, "words:");
        ter_buf_text(kind, name);
    } else if (strncmp(name, "FILE.", strlen("FILE.")) == 0) {
        add_kind(kind, "file:");
        ter_buf_text(kind, name + strlen("FILE."));
    } else if (known && strcmp(known, "file") == 0) {
        add_file(kind, help);
    } else if (known) {
        add_kind(kind, known);
    }
}

/* "[LAYER", "CODE…]" and "LAYER[:CODE]" without the brackets around them and what says that they are
 * repeated. */
static char *argument_name(const char *text, size_t length, bool *ret_repeated)
{
    size_t skipped = strspn(text, "[");
    char *name = ter_strndup(text + skipped, length - skipped), *open = strchr(name, '[');
    size_t kept = strcspn(name, "]") + (open ? 1 : 0);
    if (kept < strlen(name))
        name[kept] = '\0';
    char *dots = strstr(name, ellipsis);
    *ret_repeated = dots && dots > name && dots[-1] != ',' && !dots[strlen(ellipsis)];
    if (*ret_repeated)
        *dots = '\0';
    return name;
}

static void add_argument(
    struct ter_buf *kind, const char *command, const char *option, const char *argument, const char *help)
{
    for (const char *at = argument; *at;) {
        size_t length = strcspn(at, "|");
        TER_AUTO_FREE char *name = ter_strndup(at, length);
        add_alternative(kind, command, option, name, help);
        at += length + (at[length] == '|');
    }
    if (!kind->size)
        ter_buf_text(kind, "-");
}

/* The words of a usage such as "LAYER CODE FIELD=VALUE…"; its options stand elsewhere. */
static void print_words(const struct ter_command *command, FILE *out)
{
    fputs("words=(", out);
    size_t length, count = 0;
    for (const char *at = command->usage; *at; at += length + strspn(at + length, " ")) {
        length = strcspn(at, " ");
        if (*at == '-') {
            length += strspn(at + length, " ");
            length += strcspn(at + length, " ");
            continue;
        }
        bool repeated;
        TER_AUTO_FREE char *name = argument_name(at, length, &repeated);
        TER_AUTO_BUF struct ter_buf kind = {0};
        add_argument(&kind, command->name, NULL, name, NULL);
        repeated = repeated || strcmp(name, "COMMAND") == 0; /* which may be two words */
        fprintf(out, "%s'%s%s'", count++ ? " " : "", kind.data, repeated ? "*" : "");
    }
    fputc(')', out);
}

static void print_option(const char *command, const struct ter_option *option, FILE *out)
{
    const char *dashes = option->name[1] ? "--" : "-";
    if (!option->argument) {
        fprintf(out, "'%s%s' ", dashes, option->name);
        return;
    }
    TER_AUTO_BUF struct ter_buf kind = {0};
    add_argument(&kind, command, option->name, option->argument, option->help);
    fprintf(out, "'%s%s=%s' ", dashes, option->name, kind.data);
}

static void print_command(const struct ter_command *command, FILE *out)
{
    fprintf(out, "    '%s')\n        ", command->name);
    print_words(command, out);
    fputs("\n        options=(", out);
    for (const struct ter_option *option = command->options; option && option->name; option++)
        print_option(command->name, option, out);
    if (command->formats) {
        fputs("'--format=words:", out);
        for (const char *c = command->formats; *c; c++)
            fputc(*c == ' ' ? ',' : *c, out);
        fputc('\'', out);
    }
    fputs(")\n        ;;\n", out);
}

static void print_commands(FILE *out)
{
    fputs("_terrier_all=(", out);
    for (size_t i = 0; ter_commands[i]; i++)
        fprintf(out, "%s'%s'", i ? " " : "", ter_commands[i]->name);
    fputs(")\n_terrier_global=(", out);
    for (const struct ter_option *option = ter_global_options; option->name; option++)
        if (strcmp(option->name, "format") != 0) /* each command has its own */
            print_option(NULL, option, out);
    fputs(")\n_terrier_valued='", out);
    for (const struct ter_option *option = ter_global_options; option->name; option++)
        if (option->argument)
            fprintf(out, " --%s", option->name);
    for (size_t i = 0; ter_commands[i]; i++)
        for (const struct ter_option *option = ter_commands[i]->options; option && option->name; option++)
            if (option->argument)
                fprintf(out, " %s%s", option->name[1] ? "--" : "-", option->name);
    fputs("'\n_terrier_command() {\n    case $1 in\n", out);
    for (size_t i = 0; ter_commands[i]; i++)
        print_command(ter_commands[i], out);
    fputs("    *) return 1 ;;\n    esac\n}\n", out);
}

static void add_statuses(struct ter_buf *buf, const struct ter_layer *layer)
{
    const struct ter_domain *domain = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    for (size_t i = 0; domain && i < domain->count; i++)
        ter_buf_printf(buf, "%s%s", buf->size ? " " : "", domain->choices[i].value);
}

static void print_layer(const struct ter_layer *layer, FILE *out)
{
    TER_AUTO_BUF struct ter_buf statuses = {0};
    add_statuses(&statuses, layer);
    fprintf(out, "    %s)\n        statuses=(%s)\n        fields=(", layer->name,
        statuses.size ? statuses.data : "");
    for (size_t i = 0, count = 0; i < layer->field_count; i++)
        if (!layer->fields[i].automatic)
            fprintf(out, "%s%s", count++ ? " " : "", layer->fields[i].name);
    fputs(")\n        ;;\n", out);
}

/* Where no layer was named yet: the statuses of all. */
static bool print_layers(FILE *out, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf names = {0}, statuses = {0};
    fputs("_terrier_layer() {\n    case $1 in\n", out);
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        TER_AUTO(ter_layer_free) struct ter_layer *layer = NULL;
        if (!ter_layer_parse(text, size, "shipped layer", &layer, err))
            return false;
        print_layer(layer, out);
        add_statuses(&statuses, layer);
        ter_buf_printf(&names, "%s%s", i ? " " : "", layer->name);
    }
    fprintf(out, "    *) statuses=(%s) ;;\n    esac\n}\n_terrier_layers=(%s)\n\n",
        statuses.size ? statuses.data : "", names.size ? names.data : "");
    return true;
}

bool ter_help_completion(FILE *out, struct ter_error *err)
{
    fputs("# Written by `terrier help --completion`.\n\n", out);
    print_commands(out);
    if (!print_layers(out, err))
        return false;
    fwrite(ter_embedded_completion->data, 1, ter_embedded_completion->size, out);
    return true;
}
