# What a Debian package has and an installation elsewhere has not: compressed changelogs, the package's own and the
# project's, and what lintian need not say. CPack runs this between the installation and the packing.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
set(doc ${CPACK_TEMPORARY_INSTALL_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX}/share/doc/terrier)
set(distribution unstable)
if(CPACK_PACKAGE_VERSION MATCHES "~dev$")
  set(distribution UNRELEASED)
endif()
execute_process(COMMAND date -R --utc OUTPUT_VARIABLE now OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
file(WRITE ${doc}/changelog.Debian "terrier (${version}) ${distribution}; urgency=medium

  * What is new stands in changelog.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${now}
")
file(COPY_FILE ${doc}/docs/changelog.md ${doc}/changelog)
execute_process(COMMAND gzip -9nf ${doc}/changelog ${doc}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${doc}/../../lintian/overrides/terrier
"# This package is no upload to Debian: there is no request for it that could be closed.
terrier: initial-upload-closes-no-bugs
")

# Whatever the umask of who builds it.
file(CHMOD_RECURSE ${CPACK_TEMPORARY_INSTALL_DIRECTORY}
  DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
file(GLOB written ${doc}/changelog*.gz ${doc}/../../lintian/overrides/terrier)
file(CHMOD ${written} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
