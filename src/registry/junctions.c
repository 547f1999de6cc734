/* Owns the table junction: which contacts of lines are one junction of two names. Knows nothing of how
 * contacts are found. */
#include "junctions.h"

#include "gazetteer.h"
#include "junction_lines.h"

#include <math.h>
#include <stdlib.h>

/* A contact of two names. Only those of lines that are each other's equal in accuracy say where a junction
 * is: beside OpenStreetMap's a sketch of the same road has nothing to add. */
#define WORSE 2.0

struct node {
    uint32_t a, b; /* keys, a < b */
    struct ter_vertex at;
    float radius_m, uncertainty_m;
    uint32_t cluster; /* the node that leads it */
    uint8_t lanes;
    bool at_grade;
};

struct nodes {
    struct node *items;
    size_t count, capacity;
};

/* ---- names for contacts ---- */

static void add_node(struct nodes *nodes, const struct ter_network *network,
    const struct ter_contact *contact, uint32_t a, uint32_t b)
{
    const struct ter_line *x = &network->lines[contact->a], *y = &network->lines[contact->b];
    nodes->items = ter_grow(nodes->items, &nodes->capacity, nodes->count + 1, sizeof *nodes->items);
    nodes->items[nodes->count++] = (struct node){
        .a = a < b ? a : b,
        .b = a < b ? b : a,
        .at = contact->at,
        .radius_m = contact->radius_m,
        .uncertainty_m = fmaxf(x->uncertainty_m, y->uncertainty_m),
        .lanes = x->lanes > y->lanes ? x->lanes : y->lanes,
        .at_grade = contact->at_grade,
    };
}

/* A line of both names is no junction of them: roads run together, as G110 and 金山大道 may. */
static void name_contact(
    const struct ter_junction_lines *lines, const struct ter_contact *contact, struct nodes *nodes)
{
    const struct ter_network *network = &lines->network;
    const struct ter_line *x = &network->lines[contact->a], *y = &network->lines[contact->b];
    for (uint32_t i = 0; i < x->key_count; i++) {
        uint32_t a = network->keys[x->first_key + i];
        if (ter_network_has_key(network, contact->b, a))
            continue;
        for (uint32_t j = 0; j < y->key_count; j++) {
            uint32_t b = network->keys[y->first_key + j];
            if (!ter_network_has_key(network, contact->a, b) && !(lines->is_class[a] && lines->is_class[b]))
                add_node(nodes, network, contact, a, b);
        }
    }
}

/* At grade comes first; then from south to north, for the search of neighbours. */
static int compare_nodes(const void *first, const void *second)
{
    const struct node *p = first, *q = second;
    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    if (p->b != q->b)
        return p->b < q->b ? -1 : 1;
    if (p->at_grade != q->at_grade)
        return p->at_grade ? -1 : 1;
    if (p->at.y != q->at.y)
        return p->at.y < q->at.y ? -1 : 1;
    return (p->at.x > q->at.x) - (p->at.x < q->at.x);
}

/* ---- clusters ---- */

static uint32_t leader(struct node *nodes, uint32_t node)
{
    while (nodes[node].cluster != node)
        node = nodes[node].cluster = nodes[nodes[node].cluster].cluster;
    return node;
}

/* Join the nodes of one pair and level that lie near one another, each to some other: the several nodes of a
 * dual carriageway are one junction. */
static void cluster(struct node *nodes, size_t count)
{
    double reach = TER_JUNCTION_REACH_M / TER_METRES_A_UNIT;
    for (uint32_t i = 0; i < count; i++)
        nodes[i].cluster = i;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count && (double)nodes[j].at.y - nodes[i].at.y <= reach; j++)
            if (ter_vertex_distance_m(nodes[i].at, nodes[j].at) <= TER_JUNCTION_REACH_M) {
                uint32_t p = leader(nodes, i), q = leader(nodes, j);
                nodes[p > q ? p : q].cluster = p > q ? q : p;
            }
}

struct frame {
    int32_t west, south, east, north;
};

static struct ter_vertex middle(struct frame frame)
{
    return (struct ter_vertex){(int32_t)(((int64_t)frame.west + frame.east) / 2),
        (int32_t)(((int64_t)frame.south + frame.north) / 2)};
}

static bool joins(const struct node *node, uint32_t leading, float best_m)
{
    return node->cluster == leading && node->uncertainty_m <= best_m * (float)WORSE;
}

/* The circle round the nodes that a node leads. */
static struct ter_junction surround(const struct node *nodes, size_t count, uint32_t leading)
{
    struct frame frame = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
    struct ter_junction junction = {.at_grade = nodes[leading].at_grade};
    float best_m = INFINITY;
    for (size_t i = leading; i < count; i++)
        if (nodes[i].cluster == leading)
            best_m = fminf(best_m, nodes[i].uncertainty_m);
    for (size_t i = leading; i < count; i++) {
        if (!joins(&nodes[i], leading, best_m))
            continue;
        struct ter_vertex at = nodes[i].at;
        frame.west = at.x < frame.west ? at.x : frame.west;
        frame.east = at.x > frame.east ? at.x : frame.east;
        frame.south = at.y < frame.south ? at.y : frame.south;
        frame.north = at.y > frame.north ? at.y : frame.north;
        junction.lanes = nodes[i].lanes > junction.lanes ? nodes[i].lanes : junction.lanes;
        junction.uncertainty_m = fmax(junction.uncertainty_m, nodes[i].uncertainty_m);
    }
    struct ter_vertex centre = middle(frame);
    for (size_t i = leading; i < count; i++)
        if (joins(&nodes[i], leading, best_m))
            junction.radius_m =
                fmax(junction.radius_m, ter_vertex_distance_m(centre, nodes[i].at) + nodes[i].radius_m);
    junction.at = (struct ter_lonlat){centre.x / 1e7, centre.y / 1e7};
    junction.radius_m = round(junction.radius_m * 100) / 100;
    return junction;
}

/* ---- storing ---- */

struct store {
    sqlite3_stmt *insert;
    const struct ter_junction_lines *lines;
    int number; /* of the pair's next junction */
};

static bool store_junction(
    struct store *store, const struct node *node, const struct ter_junction *junction, struct ter_error *err)
{
    ter_db_bind_text(store->insert, 1, store->lines->keys.items[node->a]);
    ter_db_bind_text(store->insert, 2, store->lines->keys.items[node->b]);
    sqlite3_bind_int(store->insert, 3, store->number++);
    sqlite3_bind_double(store->insert, 4, junction->at.lon);
    sqlite3_bind_double(store->insert, 5, junction->at.lat);
    sqlite3_bind_double(store->insert, 6, junction->radius_m);
    sqlite3_bind_double(store->insert, 7, junction->uncertainty_m);
    sqlite3_bind_int(store->insert, 8, junction->lanes);
    sqlite3_bind_int(store->insert, 9, junction->at_grade);
    return ter_db_run(store->insert, err);
}

/* A bridge beside the junction that its ramps make is no second place. */
static bool beside_junction(const struct node *nodes, size_t at_grade, struct ter_vertex at, double radius_m)
{
    for (size_t i = 0; i < at_grade; i++)
        if (ter_vertex_distance_m(nodes[i].at, at) <= TER_JUNCTION_REACH_M + radius_m)
            return true;
    return false;
}

static bool store_level(struct store *store, struct node *nodes, size_t count, const struct node *junctions,
    size_t junction_count, struct ter_error *err)
{
    cluster(nodes, count);
    for (uint32_t i = 0; i < count; i++) {
        if (leader(nodes, i) != i)
            nodes[i].cluster = leader(nodes, i);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (nodes[i].cluster != i)
            continue;
        struct ter_junction junction = surround(nodes, count, i);
        struct ter_vertex at = {
            (int32_t)lround(junction.at.lon * 1e7), (int32_t)lround(junction.at.lat * 1e7)};
        if (!beside_junction(junctions, junction_count, at, junction.radius_m) &&
            !store_junction(store, &nodes[i], &junction, err))
            return false;
    }
    return true;
}

static bool store_all(struct store *store, struct nodes *nodes, struct ter_error *err)
{
    if (nodes->count)
        qsort(nodes->items, nodes->count, sizeof *nodes->items, compare_nodes);
    for (size_t start = 0, end; start < nodes->count; start = end) {
        struct node *pair = nodes->items + start;
        size_t at_grade = 0;
        for (end = start;
             end < nodes->count && nodes->items[end].a == pair->a && nodes->items[end].b == pair->b; end++)
            at_grade += nodes->items[end].at_grade;
        store->number = 1;
        if (!store_level(store, pair, at_grade, NULL, 0, err) ||
            !store_level(store, pair + at_grade, end - start - at_grade, pair, at_grade, err))
            return false;
    }
    return true;
}

static bool derive(sqlite3 *db, struct ter_junction_lines *lines, struct ter_contacts *contacts,
    struct nodes *nodes, struct ter_error *err)
{
    static const char sql[] = "INSERT INTO junction VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_junction_lines_read(db, lines, err) || !ter_contacts_find(&lines->network, contacts, err) ||
        !ter_db_prepare(db, sql, &insert, err))
        return false;
    for (size_t i = 0; i < contacts->count; i++)
        name_contact(lines, &contacts->items[i], nodes);
    struct store store = {.insert = insert, .lines = lines};
    return store_all(&store, nodes, err);
}

bool ter_junctions_derive(sqlite3 *db, struct ter_error *err)
{
    struct ter_junction_lines lines = {0};
    struct ter_contacts contacts = {0};
    struct nodes nodes = {0};
    bool done = ter_db_exec(db, "DELETE FROM junction", err) && derive(db, &lines, &contacts, &nodes, err);
    ter_junction_lines_free(&lines);
    free(contacts.items);
    free(nodes.items);
    return done;
}
