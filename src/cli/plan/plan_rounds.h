/* Rounds in all their forms: tables for people, JSON, and flat rows for CSV and XLSX. */
#ifndef TER_CLI_PLAN_ROUNDS_H
#define TER_CLI_PLAN_ROUNDS_H

#include "base/json.h"
#include "cli/rows.h"
#include "plan/rounds/rounds.h"

/* What a stop is called; texts may be NULL and need to live until the next call. */
struct ter_round_words {
    const char *code, *location;
    const char *work; /* what is done there, in the language of the answer: the defect, the inspection due */
};

/* Rounds with what they were made from. */
struct ter_rounds_shown {
    const struct ter_rounds_request *request;
    const struct ter_rounds *rounds;
    int year; /* 0: of no year */
    /* Say what the stop with this payload is called. */
    void (*describe)(void *user, size_t payload, struct ter_round_words *ret_words);
    void *user;
};

/* Read the options below: NAN and NULL where not given. */
struct ter_round_options {
    double day_min; /* NAN: no rounds are asked for */
    size_t crews;
    const char *depot;
    struct ter_round_rules *rules;
};
TER_CHECKED bool ter_round_options_read(
    const struct ter_args *args, struct ter_round_options *ret_options, struct ter_error *err);
void ter_round_options_free(struct ter_round_options *options);
#define TER_AUTO_ROUND_OPTIONS __attribute__((cleanup(ter_round_options_free)))

#define TER_ROUND_OPTIONS                                                                                    \
    {"crew-day", "HOURS",                                                                                    \
        "make rounds for crews whose day has so many hours (8, 7.5h or 450min): setting out, travel and "    \
        "work",                                                                                              \
        false},                                                                                              \
        {"crews", "N", "crews that work side by side: rounds get days", false},                              \
        {"depot", "LON,LAT|STATION|TOWNSHIP",                                                                \
            "where crews set out (default: the nearest station in service)", false},                         \
    {                                                                                                        \
        "rules", "FILE", "your own minutes of work, kits and speeds (JSON, as src/plan/rounds/rounds.json)", \
            false                                                                                            \
    }

/* Print for people: a line a round with its stops below, what no round can hold, the notes. */
void ter_rounds_print(const struct ter_rounds_shown *shown, FILE *out);

/* An array of rounds, each with its calls; what no round can hold comes last, as a round of kind "left". */
json_t *ter_rounds_json(const struct ter_rounds_shown *shown) __attribute__((returns_nonnull));

/* Flat rows, one a stop: begin once, add as often as there are years. */
void ter_rounds_rows_begin(struct ter_rows *rows, const char *name);
void ter_rounds_rows_add(struct ter_rows *rows, const struct ter_rounds_shown *shown);

#endif
