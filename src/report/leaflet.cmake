# Write Leaflet's style sheet with its pictures inside it, and its script without the reference to a map of its source,
# so that a report holds them whole. Run with cmake -DFROM=/usr/share/javascript/leaflet -DTO=folder -P. The notice
# that must go with them is assets/leaflet.txt.
file(READ ${FROM}/leaflet.css css)
file(GLOB pictures RELATIVE ${FROM}/images ${FROM}/images/*.png)
foreach(picture IN LISTS pictures)
  file(READ ${FROM}/images/${picture} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "%\\1" escaped "${hex}")
  string(REPLACE "url(images/${picture})" "url(\"data:image/png,${escaped}\")" css "${css}")
endforeach()
if(css MATCHES "url\\(images")
  message(FATAL_ERROR "a picture of ${FROM}/leaflet.css was not found")
endif()
string(REGEX REPLACE "/\\*#[^*]*\\*/" "" css "${css}")
file(WRITE ${TO}/leaflet.css "${css}")

file(READ ${FROM}/leaflet.min.js js)
string(REGEX REPLACE "\n//# sourceMappingURL=[^\n]*" "" js "${js}")
file(WRITE ${TO}/leaflet.min.js "${js}")
