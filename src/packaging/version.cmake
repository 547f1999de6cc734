# Reads the version from the changelog, its one source: `## 1.2.3 (2027-01-31)`, or `## 1.2.3 (not yet released)`, which
# is 1.2.3~dev: Debian sorts that before 1.2.3, so that the release takes its place.
function(terrier_read_version changelog ret_number ret_version)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${changelog})
  file(STRINGS ${changelog} headings REGEX "^## " LIMIT_COUNT 1 ENCODING UTF-8)
  set(day "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]")
  if(NOT headings MATCHES "^## ([0-9]+\\.[0-9]+\\.[0-9]+) \\((not yet released|${day})\\)$")
    message(FATAL_ERROR "${changelog}: the first heading is \"${headings}\" and names no version; "
      "write \"## 1.2.3 (not yet released)\" or, on the day of the release, \"## 1.2.3 (2027-01-31)\"")
  endif()
  set(${ret_number} ${CMAKE_MATCH_1} PARENT_SCOPE)
  if(CMAKE_MATCH_2 STREQUAL "not yet released")
    set(${ret_version} "${CMAKE_MATCH_1}~dev" PARENT_SCOPE)
  else()
    set(${ret_version} ${CMAKE_MATCH_1} PARENT_SCOPE)
  endif()
endfunction()
