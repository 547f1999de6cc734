/* The suites of unit tests, one an area; tests/unit/main.c runs them by name. */
#ifndef TER_TESTS_SUITES_H
#define TER_TESTS_SUITES_H

#include <check.h>

Suite *suite_analysis(void);
Suite *suite_base(void);
Suite *suite_geometry(void);
Suite *suite_layer(void);
Suite *suite_layers(void);
Suite *suite_field(void);
Suite *suite_qml(void);
Suite *suite_registry(void);
Suite *suite_registry_triggers(void);
Suite *suite_registry_load(void);
Suite *suite_registry_merge(void);
Suite *suite_registry_bulk(void);
Suite *suite_registry_find(void);
Suite *suite_registry_history(void);
Suite *suite_registry_as_of(void);
Suite *suite_registry_undo(void);
Suite *suite_registry_layers(void);
Suite *suite_registry_check(void);
Suite *suite_registry_backup(void);
Suite *suite_gazetteer(void);
Suite *suite_junctions(void);
Suite *suite_geocode(void);
Suite *suite_line(void);
Suite *suite_crossing(void);
Suite *suite_import(void);
Suite *suite_export(void);
Suite *suite_export_csv(void);
Suite *suite_export_geojson(void);
Suite *suite_export_geopackage(void);
Suite *suite_export_shapefile(void);
Suite *suite_cli(void);
Suite *suite_events(void);
Suite *suite_module(void);
Suite *suite_parser(void);
Suite *suite_survey(void);
Suite *suite_osm(void);
Suite *suite_tables(void);
Suite *suite_learnt(void);
Suite *suite_position(void);

#endif
