// The command line of Backplane: its verbs.
#include "verbs.hpp"

int main(int argc, char** argv) {
  using namespace backplane::app;
  CommandLine line;
  add_train(line);
  add_resume(line);
  add_eval(line);
  add_predict(line);
  add_generate(line);
  add_check(line);
  add_data(line);
  add_summary(line);
  add_time(line);
  add_gradcheck(line);
  add_trace(line);
  add_plugin(line);
  add_explain(line);
  return line.run(argc, argv);
}
