// backplane resume RUN: go on where a run stopped, to the same bits.
#include "training.hpp"
#include "verbs.hpp"

namespace backplane::app {

void add_resume(CommandLine& line) {
  const auto folder = std::make_shared<std::string>();
  auto verb =
      line.add("resume", "Go on with a run from its newest checkpoint", Needs::run,
               [folder](Session& session) {
                 return run_training(session, {},
                                     [&](Runtime& runtime, const TrainOptions& all) {
                                       return resume_run(runtime, *folder, all);
                                     });
               });
  verb.positional("RUN", *folder, "The run folder");
}

}  // namespace backplane::app
