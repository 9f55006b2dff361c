// E04xx: plugin files and the components in them.
#include "explain/explanation.hpp"

namespace backplane::explain_tables {

namespace {

constexpr Explanation kEntries[] = {
    {"E0401", "the system cannot load a library",
     "The file is no shared library for this machine, or needs another "
     "library or symbol that is not there. The message carries the "
     "system's own words.",
     "", ""},
    {"E0402", "no such plugin file",
     "A plugin is a regular .so file, or a folder of them.",
     "backplane train a.yaml --plugin libmy",
     "backplane train a.yaml --plugin build/libmy.so"},
    {"E0403", "a plugin file that everyone may write",
     "Files found in the search path are loaded only if nobody else "
     "could have changed them.",
     "", "chmod o-w ~/.local/lib/backplane/my.so"},
    {"E0404", "a library that is no plugin",
     "It does not export the entry function. backplane_add_plugin "
     "builds libraries that do.",
     "", "backplane_add_plugin(my my.cpp)"},
    {"E0405", "a plugin for another version of the boundary",
     "The major version of the ABI differs. Build the plugin again with "
     "this runtime's headers.",
     "", ""},
    {"E0406", "a plugin with a broken table",
     "The plugin's description of itself contradicts the boundary. Its "
     "author should build it again with the SDK.",
     "", ""},
    {"E0407", "a component that cannot be made",
     "It was registered without a way to make one of its kind.", "", ""},
    {"E0408", "an id that cannot be used",
     "Ids are lower-case words joined by dots, and no word that the "
     "configuration language uses itself.",
     "", ""},
    {"E0409", "two components of one name",
     "Two files provide the same id; the message names both. Leave one "
     "of them out.",
     "", ""},
    {"E0410", "a parameter table that contradicts itself",
     "A default outside its own range, a name twice, or a type that "
     "does not exist: a mistake of the plugin.",
     "", ""},
    {"E0411", "a plugin that does not start",
     "Its own start function refused. The message is the plugin's.", "", ""},
    {"E0412", "no plugin provides this component",
     "No loaded plugin has a component of this kind and name. The "
     "message gives the nearest name, says where plugins were looked "
     "for, and which files were not used and why. 'backplane plugin "
     "list' shows all that is known.",
     "model: [dense: 2, swoosh]", "model: [dense: 2, swish]"},
    {"E0413", "a component of another kind",
     "The name is known, but names another kind of part.", "loss: relu", "loss: mse"},
    {"E0414", "a component refuses its parameters",
     "The values passed the declared ranges, and the component itself "
     "refuses them. The message is its own.",
     "", ""},
    {"E0415", "a component cannot be made",
     "The plugin failed or threw while making it. This is a fault of "
     "the plugin.",
     "", ""},
    {"E0416", "a plugin file is not the pinned one",
     "The sha256 in plugins differs from the file's. Fetch the pinned "
     "file, or pin this one if you trust it.",
     "", ""},
    {"E0417", "the runtime cannot be made",
     "Its options contradict each other, or threads cannot be started.", "", ""},
    {"E0420", "a file that asks for a plugin",
     "A plugin is native code, so a configuration's wish to load one is "
     "obeyed only when you allow it.",
     "", "backplane train job.yaml --plugin build/libmy.so"},
    {"E0421", "a plugin file cannot be read",
     "The file that answers for a component must be readable, so that "
     "its sha256 can be recorded.",
     "", ""},
};

}  // namespace

std::span<const Explanation> plugins() {
  return kEntries;
}

}  // namespace backplane::explain_tables
