# What is installed where, and the Debian package. Paths are relative to the prefix: the program finds its modules
# from its own folder, so that the whole may be moved.
set(man_folder ${CMAKE_BINARY_DIR}/manual/man1)
set(completion ${CMAKE_BINARY_DIR}/manual/terrier.bash)

# The manual is made from --help, and needs help2man; only an installation or a package asks for it.
find_program(HELP2MAN help2man)
if(HELP2MAN)
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/manual/made
    COMMAND ${CMAKE_SOURCE_DIR}/src/packaging/manual.sh $<TARGET_FILE:terrier> ${HELP2MAN} ${man_folder}
    COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/manual/made
    DEPENDS terrier ${CMAKE_SOURCE_DIR}/src/packaging/manual.sh ${CMAKE_SOURCE_DIR}/src/packaging/sections.h2m ${CMAKE_SOURCE_DIR}/src/packaging/command-sections.h2m VERBATIM)
  set(manual_made ${CMAKE_BINARY_DIR}/manual/made)
else()
  message(STATUS "help2man is not there: the manual pages are not made")
endif()
add_custom_command(OUTPUT ${completion}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/manual
  COMMAND terrier help --completion > ${completion}
  DEPENDS terrier VERBATIM)
add_custom_target(manual DEPENDS ${completion} ${manual_made})

install(CODE "execute_process(COMMAND \"${CMAKE_COMMAND}\" --build \"${CMAKE_BINARY_DIR}\" --target manual
  COMMAND_ERROR_IS_FATAL ANY)")
install(TARGETS terrier)
if(HELP2MAN)
  install(DIRECTORY ${man_folder} DESTINATION ${CMAKE_INSTALL_MANDIR})
endif()
install(FILES ${completion} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME terrier)
install(FILES ${layer_files} layers/layer.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/terrier/layers)

# As in the source tree, so that the pages' links lead where they should.
set(doc_folder ${CMAKE_INSTALL_DATADIR}/doc/terrier)
install(FILES README.md LICENSE src/packaging/copyright DESTINATION ${doc_folder})
install(DIRECTORY docs DESTINATION ${doc_folder})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME terrier)
set(CPACK_PACKAGE_VERSION ${TERRIER_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "register of hydrants, fire stations, zones and land in one file")
set(CPACK_PACKAGE_DESCRIPTION
"Reads lists with textual locations as offices publish them, places them on
the map offline, each with an error radius, and keeps them in one SpatiaLite
file that QGIS and other programs open and edit without loss, with a history
of every change. Answers what is where, what is broken or overdue and where
water or help does not reach, and writes repair plans, work orders, reports
and the usual formats of GIS.")
set(CPACK_PACKAGE_CONTACT "The terrier developers <terrier@example.org>" CACHE STRING
  "The package's maintainer: who builds packages for others writes an address here")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/src/packaging/debian.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# The libraries of the modules too, CBC's among them: without them a command would fail in the middle of the work.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "qgis, bash-completion")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
