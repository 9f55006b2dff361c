# What the core is built with. None of it appears in a public header.
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(JPEG REQUIRED)
find_package(CLI11 REQUIRED)
find_package(BLAS REQUIRED)
find_path(BACKPLANE_CBLAS_INCLUDE cblas.h PATH_SUFFIXES openblas-pthread openblas
          PATHS /usr/include/${CMAKE_LIBRARY_ARCHITECTURE} REQUIRED)
