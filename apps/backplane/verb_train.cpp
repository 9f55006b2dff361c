// backplane train FILE: from a configuration to a trained model.
#include "training.hpp"
#include "verbs.hpp"

namespace backplane::app {

void add_train(CommandLine& line) {
  struct Arguments {
    std::string file, out;
    bool overwrite = false;
  };
  const auto given = std::make_shared<Arguments>();
  auto verb =
      line.add("train", "Train the network of a configuration file", Needs::config,
               [given](Session& session) {
                 TrainOptions options;
                 options.sets = session.shared.sets;
                 options.out = given->out;
                 options.overwrite = given->overwrite;
                 return run_training(session, options,
                                     [&](Runtime& runtime, const TrainOptions& all) {
                                       return train_file(runtime, given->file, all);
                                     });
               });
  verb.positional("FILE", given->file, "The configuration, YAML");
  verb.option("--out", given->out, "DIR", "The run folder [runs/<name>]");
  verb.flag("--overwrite", given->overwrite, "Replace a run folder that exists");
}

}  // namespace backplane::app
