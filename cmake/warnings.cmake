# backplane_warnings(target): our warnings, sanitizers and CPU choice, on our own targets only.
function(backplane_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  if(BACKPLANE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(BACKPLANE_NATIVE)
    target_compile_options(${target} PRIVATE -march=native)
  endif()
  if(BACKPLANE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${BACKPLANE_SANITIZE} -fno-omit-frame-pointer
                                             -fno-sanitize-recover=all)
    # The instrumented code leads GCC's flow analysis to objects that are never read before they are set.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    target_link_options(${target} PRIVATE -fsanitize=${BACKPLANE_SANITIZE})
  endif()
endfunction()

# backplane_precompile(target headers...): headers that nearly every source includes, parsed once.
# A precompiled header loses its mark of being the system's, and GCC 12 raises false alarms in std::string.
function(backplane_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endfunction()
