/* Owns the table of checks and their run: what is looked for, in which order, what is told, and which
 * transaction mends it. Knows nothing of how a thing is found. */
#include "check_parts.h"

#include "confine.h"

#include "base/messages.h"
#include "base/progress.h"

#include <stdlib.h>
#include <string.h>

#include <spatialite.h>

/* How a kind is mended: without a transaction, in a plain one, or in one whose changes to records are in the
 * history under this program's name. */
enum mending { NOT_MENDED, BARE, PLAIN, RECORDED };

/* In the order of looking and of mending: the tables first that all others stand on. */
static const struct check {
    const char *name;
    const char *finds;
    ter_check_pass_fn *pass; /* one pass may find several kinds; it runs once */
    enum mending mending;
    ter_check_pass_fn *mend;
    const char *advice; /* where it is not mended */
} checks[TER_CHECK_KINDS] = {
    [TER_CHECK_INTEGRITY] = {"integrity", "damage to the SQLite file", ter_check_integrity, PLAIN,
        ter_mend_integrity,
        TER_MESSAGE("restore a backup, or save what can be read with sqlite3 FILE .recover")},
    [TER_CHECK_SCHEMA] = {"schema",
        "tables, columns, triggers, indexes and domain rows other than the definitions make them",
        ter_check_schema, PLAIN, ter_mend_schema,
        TER_MESSAGE("restore a backup, or take the change to the table back")},
    [TER_CHECK_STRANGER] = {"stranger", "triggers, views, columns and values that no definition knows",
        ter_check_schema, NOT_MENDED, NULL,
        TER_MESSAGE("look at it, and drop it unless you know what it is for")},
    [TER_CHECK_SPATIAL_INDEX] = {"spatial-index", "spatial indexes out of step with their records",
        ter_check_spatial_indexes, PLAIN, ter_mend_spatial_indexes,
        TER_MESSAGE("mend the geometries and the schema first")},
    [TER_CHECK_GEOMETRY] = {"geometry",
        "geometries that are damaged, invalid, or outside the area of the reference system",
        ter_check_records, NOT_MENDED, NULL,
        TER_MESSAGE("mend it in QGIS (Fix geometries, vertex tool), or place the record anew")},
    [TER_CHECK_POSITION] = {"position", "positions without method or radius, radii without position",
        ter_check_records, RECORDED, ter_mend_positions,
        TER_MESSAGE("terrier place sets position and radius")},
    [TER_CHECK_CODE] = {"code", "records without a code", ter_check_records, RECORDED, ter_mend_codes,
        TER_MESSAGE("terrier set gives another code")},
    [TER_CHECK_VALUE] = {"value", "values outside the field's domain, range or type", ter_check_records,
        NOT_MENDED, NULL,
        TER_MESSAGE("terrier set writes the right value; terrier layer show lists what is permitted")},
    [TER_CHECK_STATUS] = {"status", "a status that the life-cycle does not know", ter_check_records,
        NOT_MENDED, NULL,
        TER_MESSAGE("set the right status by SQL or in QGIS: no transition leads out of an unknown one")},
    [TER_CHECK_GUARD] = {"guard", "records that stand against a rule of their layer's life-cycle",
        ter_check_records, NOT_MENDED, NULL,
        TER_MESSAGE("correct the values, add the event that is missing, or take the status back")},
    [TER_CHECK_UNTRACKED] = {"untracked", "records that came in past the triggers, without history",
        ter_check_records, RECORDED, ter_mend_untracked, TER_MESSAGE("terrier log shows what is known")},
    [TER_CHECK_SOURCE] = {"source", "records that name a source which is not there", ter_check_records,
        NOT_MENDED, NULL, TER_MESSAGE("import the list again, so that its records find their source")},
    [TER_CHECK_TOWNSHIP] = {"township",
        "points that name no township, or surely lie outside the one they name", ter_check_records, RECORDED,
        ter_mend_townships,
        TER_MESSAGE("correct the township with terrier set, or the position with terrier place")},
    [TER_CHECK_DUPLICATE] = {"duplicate", "points of one kind at one place", ter_check_records, NOT_MENDED,
        NULL, TER_MESSAGE("terrier merge makes one record of two")},
    [TER_CHECK_SAME_TEXT] = {"same-text", "records of one township with the same location text",
        ter_check_same_texts, NOT_MENDED, NULL,
        TER_MESSAGE("terrier merge makes one record of two; or tell them apart in the text")},
    [TER_CHECK_DOCUMENT] = {"document", "notices, orders and penalties of a year with one number",
        ter_check_documents, NOT_MENDED, NULL,
        TER_MESSAGE("terrier set event CODE document_no=… gives the later one its own number")},
    [TER_CHECK_LIFE_CYCLE] = {"life-cycle", "changes of status in the history that are not permitted",
        ter_check_life_cycles, NOT_MENDED, NULL,
        TER_MESSAGE("terrier log LAYER CODE shows who made it, and when")},
    [TER_CHECK_REFERENCE] = {"reference", "events, history and gazetteer rows that refer to nothing",
        ter_check_references, NOT_MENDED, NULL,
        TER_MESSAGE("correct the reference, or add what it refers to")},
    [TER_CHECK_NAMES] = {"names", "names in the gazetteer's index without a place or road", ter_check_names,
        PLAIN, ter_mend_names, TER_MESSAGE("import the gazetteer again")},
    [TER_CHECK_CONTEXT] = {"write-context", "the mark of a writer that is not writing", ter_check_context,
        RECORDED, ter_mend_context, "DELETE FROM write_context"},
    [TER_CHECK_EXTENT] = {"extent", "extents and row counts that QGIS would read wrongly", ter_check_extents,
        RECORDED, ter_mend_extents, TER_MESSAGE("any command that writes refreshes them")},
    [TER_CHECK_WAL] = {"wal", "a write-ahead log that has grown large", ter_check_wal, BARE, ter_mend_wal,
        TER_MESSAGE("close the programs that have the register open, then try again")},
};

size_t ter_check_kind_count(void)
{
    return TER_CHECK_KINDS;
}

const char *ter_check_kind_name(size_t index)
{
    return checks[index].name;
}

const char *ter_check_kind_finds(size_t index)
{
    return checks[index].finds;
}

bool ter_check_kind_is_mended(size_t index)
{
    return checks[index].mending != NOT_MENDED;
}

/* Telling --------------------------------------------------------------------------------------------- */

static struct tally *tally_of(const struct ter_check *check, enum ter_check_kind kind, const char *layer)
{
    size_t count = check->registry->layer_count, at = count;
    for (size_t i = 0; layer && i < count; i++)
        if (strcmp(check->registry->layers[i]->name, layer) == 0)
            at = i;
    return &check->tallies[(size_t)kind * (count + 1) + at];
}

static void tell(struct ter_check *check, enum ter_check_kind kind, enum ter_severity severity,
    const char *layer, const char *code, bool fixable, const char *detail)
{
    struct ter_finding finding = {
        checks[kind].name, severity, layer, code, detail, ter_message(checks[kind].advice), fixable};
    if (check->found)
        check->found(check->user, &finding);
}

void ter_check_report(struct ter_check *check, enum ter_check_kind kind, enum ter_severity severity,
    const char *layer, const char *code, bool fixable, const char *format, ...)
{
    struct tally *tally = tally_of(check, kind, layer);
    *(severity == TER_FAULT ? &check->result->faults : &check->result->warnings) += 1;
    check->result->fixable += fixable;
    tally->fixable += fixable;
    if (++tally->count > check->options.limit && check->options.limit)
        return;
    char detail[TER_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, ter_message(format), arguments);
    va_end(arguments);
    tell(check, kind, severity, layer, code, fixable, detail);
}

/* Of what went past the limit at least the number. */
static void tell_rest(struct ter_check *check)
{
    size_t layers = check->registry->layer_count;
    for (size_t kind = 0; check->options.limit && kind < TER_CHECK_KINDS; kind++)
        for (size_t at = 0; at <= layers; at++) {
            const struct tally *tally = &check->tallies[kind * (layers + 1) + at];
            if (tally->count <= check->options.limit)
                continue;
            char detail[96];
            snprintf(detail, sizeof detail, "%lld more of this kind; --limit 0 shows all",
                (long long)(tally->count - check->options.limit));
            tell(check, (enum ter_check_kind)kind, TER_WARNING,
                at < layers ? check->registry->layers[at]->name : NULL, NULL, tally->fixable == tally->count,
                detail);
        }
}

bool ter_check_wants_mending(const struct ter_check *check, enum ter_check_kind kind, const char *layer)
{
    return tally_of(check, kind, layer)->fixable > 0;
}

void ter_check_say(struct ter_check *check, const char *layer, const char *format, ...)
{
    char detail[TER_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, ter_message(format), arguments);
    va_end(arguments);
    ter_strings_add(&check->done, layer ? layer : "");
    ter_strings_add(&check->done, detail);
}

const struct ter_layer *ter_check_layer(const struct ter_check *check, const char *name)
{
    for (size_t i = 0; i < check->registry->layer_count; i++)
        if (check->usable[i] && strcmp(check->registry->layers[i]->name, name) == 0)
            return check->registry->layers[i];
    return NULL;
}

/* Looking --------------------------------------------------------------------------------------------- */

/* The write transaction of a registry opened for reading needs no SpatiaLite, but checking does. */
static void need_spatialite(struct ter_registry *registry)
{
    if (!registry->spatialite) {
        registry->spatialite = ter_spatialite_load(registry->db);
    }
    spatialite_set_silent_mode(registry->spatialite); /* GEOS would explain itself on standard error */
}

bool ter_check_open(struct ter_registry *registry, const struct ter_check_options *options,
    struct ter_check **ret_check, struct ter_error *err)
{
    (void)err;
    struct ter_check *check = ter_alloc(sizeof *check);
    check->registry = registry;
    check->db = registry->db;
    check->options = *options;
    check->usable = ter_alloc((registry->layer_count + 1) * sizeof *check->usable);
    check->tallies = ter_alloc(TER_CHECK_KINDS * (registry->layer_count + 1) * sizeof *check->tallies);
    need_spatialite(registry);
    *ret_check = check;
    return true;
}

void ter_check_close(struct ter_check *check)
{
    if (!check)
        return;
    ter_check_detach_model(check);
    free(check->model);
    free(check->usable);
    free(check->tallies);
    ter_strings_free(&check->done);
    free(check);
}

/* A damaged file stops a pass, not the check: what could not be looked at is told. */
static bool run_pass(struct ter_check *check, size_t kind, struct ter_error *err)
{
    struct ter_error own = {0};
    for (size_t earlier = 0; earlier < kind; earlier++)
        if (checks[earlier].pass == checks[kind].pass)
            return true;
    if (checks[kind].pass(check, &own))
        return true;
    if (own.code == TER_INTERRUPTED || own.code == TER_BUSY) {
        *err = own;
        return false;
    }
    ter_check_report(check, (enum ter_check_kind)kind, TER_FAULT, NULL, NULL, false,
        "this could not be looked at: %s", own.message);
    return true;
}

static bool run_all(struct ter_check *check, struct ter_error *err)
{
    for (size_t kind = 0; kind < TER_CHECK_KINDS; kind++)
        if (!ter_interrupt_check(err) || !run_pass(check, kind, err))
            return false;
    tell_rest(check);
    return true;
}

bool ter_check_run(struct ter_check *check, ter_check_found_fn *found, void *user,
    struct ter_check_result *ret_result, struct ter_error *err)
{
    struct ter_check_result result = {0};
    check->found = found;
    check->user = user;
    check->result = &result;
    memset(check->tallies, 0, TER_CHECK_KINDS * (check->registry->layer_count + 1) * sizeof *check->tallies);
    bool done = ter_check_attach_model(check, err);
    if (done) {
        done = ter_db_exec(check->db, "BEGIN", err) && run_all(check, err);
        sqlite3_exec(check->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
        ter_check_detach_model(check);
    }
    check->result = NULL;
    if (done)
        *ret_result = result;
    return done;
}

/* Mending --------------------------------------------------------------------------------------------- */

static bool any_fixable(const struct ter_check *check, size_t kind)
{
    size_t layers = check->registry->layer_count;
    for (size_t at = 0; at <= layers; at++)
        if (check->tallies[kind * (layers + 1) + at].fixable)
            return true;
    return false;
}

static bool mend_kind(struct ter_check *check, const struct check *kind, struct ter_error *err)
{
    TER_AUTO_FREE char *note = ter_format("check --fix: %s", kind->name);
    struct ter_write_context context = {.tool = "check", .note = note};
    switch (kind->mending) {
    case NOT_MENDED:
        return true;
    case BARE:
        return kind->mend(check, err);
    case PLAIN:
        if (!ter_db_exec(check->db, "BEGIN IMMEDIATE", err))
            return false;
        if (kind->mend(check, err) && ter_db_exec(check->db, "COMMIT", err))
            return true;
        break;
    case RECORDED:
        if (!ter_registry_begin(check->registry, &context, err))
            return false;
        if (kind->mend(check, err) && ter_registry_commit(check->registry, err))
            return true;
        break;
    }
    ter_registry_rollback(check->registry);
    return false;
}

static void tell_done(struct ter_check *check, const char *kind, ter_check_mended_fn *mended, void *user)
{
    for (size_t i = 0; i + 1 < check->done.count; i += 2)
        mended(user, kind, *check->done.items[i] ? check->done.items[i] : NULL, check->done.items[i + 1]);
    ter_strings_free(&check->done);
}

bool ter_check_mend(struct ter_check *check, ter_check_mended_fn *mended, void *user, struct ter_error *err)
{
    bool done = true;
    if (any_fixable(check, TER_CHECK_SCHEMA) && !ter_check_attach_model(check, err))
        return false;
    for (size_t kind = 0; done && kind < TER_CHECK_KINDS; kind++) {
        if (any_fixable(check, kind)) {
            done = mend_kind(check, &checks[kind], err) || ter_wrap(err, "%s", checks[kind].name);
            if (done)
                tell_done(check, checks[kind].name, mended, user);
        }
        if (kind == TER_CHECK_SCHEMA)
            ter_check_detach_model(check);
    }
    ter_check_detach_model(check);
    return done;
}
