# backplane_add_plugin(name SOURCES a.cpp [...] [STATIC | SHARED | BOTH] [OUTPUT_DIRECTORY dir])
#
# Builds a plugin from sources that include only backplane/sdk/ headers.
#   SHARED (default)  target `name`: name.so, one exported symbol
#   STATIC            target `name_static`: an archive with the entry `name_backplane_plugin_entry`
#   BOTH              the two, from the same sources
#
# -ffp-contract=off: an element's bits never depend on its place in a block or on the CPU.
# -fno-math-errno -fno-trapping-math: loops with comparisons and roots vectorise.
set(BACKPLANE_PLUGIN_FLAGS -fvisibility=hidden -fvisibility-inlines-hidden -ffp-contract=off -fno-math-errno
                           -fno-trapping-math $<$<NOT:$<CONFIG:Debug>>:-O3>
                           $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
set(BACKPLANE_PLUGIN_EXPORTS ${CMAKE_CURRENT_LIST_DIR}/plugin.version)

function(backplane_add_plugin name)
  cmake_parse_arguments(ARG "STATIC;SHARED;BOTH" "OUTPUT_DIRECTORY" "SOURCES" ${ARGN})
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "backplane_add_plugin(${name}): SOURCES are missing")
  endif()
  string(MAKE_C_IDENTIFIER ${name} module)
  if(ARG_BOTH OR NOT ARG_STATIC)
    add_library(${name} MODULE ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES PREFIX "" POSITION_INDEPENDENT_CODE ON)
    if(ARG_OUTPUT_DIRECTORY)
      set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${ARG_OUTPUT_DIRECTORY})
    endif()
    target_link_libraries(${name} PRIVATE backplane::sdk)
    target_compile_definitions(${name} PRIVATE BACKPLANE_MODULE=${module})
    target_compile_options(${name} PRIVATE ${BACKPLANE_PLUGIN_FLAGS})
    target_link_options(${name} PRIVATE -Wl,-z,nodelete -Wl,--version-script=${BACKPLANE_PLUGIN_EXPORTS})
    if(NOT BACKPLANE_SANITIZE)
      target_link_options(${name} PRIVATE -Wl,-z,defs)
    endif()
  endif()
  if(ARG_BOTH OR ARG_STATIC)
    add_library(${name}_static STATIC ${ARG_SOURCES})
    set_target_properties(${name}_static PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(${name}_static PRIVATE backplane::sdk)
    target_compile_definitions(${name}_static PRIVATE BACKPLANE_MODULE=${module} BACKPLANE_STATIC)
    target_compile_options(${name}_static PRIVATE ${BACKPLANE_PLUGIN_FLAGS})
  endif()
endfunction()
