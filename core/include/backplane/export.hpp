#pragma once
// What the runtime library shows to the programs that link it; all else is hidden.

#if defined(__GNUC__)
#define BACKPLANE_API __attribute__((visibility("default")))
#else
#define BACKPLANE_API
#endif
