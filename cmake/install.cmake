# cmake --install: headers, the runtime, the parts, and find_package(backplane).
