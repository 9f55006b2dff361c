#pragma once
// A component: what the registry knows of a part, and how to make one.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backplane/activation.hpp"
#include "backplane/error.hpp"
#include "backplane/export.hpp"
#include "backplane/layer.hpp"
#include "backplane/loss.hpp"
#include "backplane/optimizer.hpp"
#include "backplane/params.hpp"

namespace backplane {

enum class Kind : std::uint32_t {
  activation = BACKPLANE_KIND_ACTIVATION,
  loss = BACKPLANE_KIND_LOSS,
  layer = BACKPLANE_KIND_LAYER,
  optimizer = BACKPLANE_KIND_OPTIMIZER,
};
[[nodiscard]] BACKPLANE_API const char* name_of(Kind kind);  ///< "activation", ...

/// Where a component came from: recorded in model files, shown by `plugin list`.
struct Origin {
  std::string plugin;   ///< the plugin's name; "" when registered by the host itself
  std::string version;  ///< the plugin's version
  std::string vendor;
  std::string file;    ///< absolute path; "" when linked in
  std::string sha256;  ///< of that file where it was asked for; else "", as reading costs
};

template <class T>
using Factory =
    std::function<Result<std::shared_ptr<const T>>(const std::vector<Value>& values)>;

/// What every part is, built in or plugged in: a name, words about it, what it can be
/// told.
struct Described {
  std::string id;
  std::string summary;  ///< one line; the formula where there is one
  std::string doc;      ///< Markdown, may be empty
  std::vector<ParamSpec> params;
};

/// The description, and the factory of its kind; the other three are empty. `values`
/// holds one value a parameter, in table order. Products are immutable and thread-safe.
struct Component : Described {
  Kind kind = Kind::activation;
  std::string version;
  Origin origin;
  std::uint32_t dtypes = BACKPLANE_DT_F32 | BACKPLANE_DT_F64;

  Factory<Activation> make_activation;
  Factory<Loss> make_loss;
  Factory<Layer> make_layer;
  Factory<Optimizer> make_optimizer;
  /// Cross-field rules; an error's place is found through `label`, a parameter's name.
  /// May be empty.
  std::function<Outcome(const std::vector<Value>& values)> validate;
};

}  // namespace backplane
