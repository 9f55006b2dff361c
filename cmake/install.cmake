# cmake --install: headers, the runtime, the parts, the program, and find_package(backplane),
# which also works from the build tree (-Dbackplane_DIR=build/release).
# Components: sdk (headers, the CMake function: no dependency), runtime (the rest).
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/backplane)
install(TARGETS backplane_sdk EXPORT backplane-sdk COMPONENT sdk)
install(TARGETS backplane_runtime EXPORT backplane-runtime
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
install(DIRECTORY core/include/backplane DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk
        PATTERN "*.hpp" EXCLUDE)
install(DIRECTORY core/include/backplane/sdk DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/backplane COMPONENT sdk)
install(DIRECTORY core/include/backplane DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT runtime
        FILES_MATCHING PATTERN "*.hpp" PATTERN sdk EXCLUDE)
install(TARGETS ${BACKPLANE_BUILTIN_PLUGINS} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/backplane/plugins
        COMPONENT runtime)
if(TARGET backplane)
  install(TARGETS backplane RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
endif()

configure_package_config_file(cmake/backplane-config.cmake.in ${PROJECT_BINARY_DIR}/backplane-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/backplane-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
set(package_files ${PROJECT_BINARY_DIR}/backplane-config.cmake ${PROJECT_BINARY_DIR}/backplane-config-version.cmake
                  cmake/backplane_add_plugin.cmake cmake/plugin.version)
install(FILES ${package_files} DESTINATION ${package_dir} COMPONENT sdk)
install(EXPORT backplane-sdk NAMESPACE backplane:: DESTINATION ${package_dir} COMPONENT sdk)
install(EXPORT backplane-runtime NAMESPACE backplane:: DESTINATION ${package_dir} COMPONENT runtime)

# The same package in the build tree.
file(COPY cmake/backplane_add_plugin.cmake cmake/plugin.version DESTINATION ${PROJECT_BINARY_DIR})
export(EXPORT backplane-sdk NAMESPACE backplane:: FILE ${PROJECT_BINARY_DIR}/backplane-sdk.cmake)
export(EXPORT backplane-runtime NAMESPACE backplane:: FILE ${PROJECT_BINARY_DIR}/backplane-runtime.cmake)

foreach(name backplane backplane-sdk)
  configure_file(cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
endforeach()
install(FILES ${PROJECT_BINARY_DIR}/backplane.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT runtime)
install(FILES ${PROJECT_BINARY_DIR}/backplane-sdk.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT sdk)
