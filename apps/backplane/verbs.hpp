#pragma once
// The verbs, a file each. Each call adds one to the command line.

#include "command_line.hpp"

namespace backplane::app {

void add_train(CommandLine& line);
void add_resume(CommandLine& line);
void add_eval(CommandLine& line);
void add_predict(CommandLine& line);
void add_generate(CommandLine& line);
void add_check(CommandLine& line);
void add_data(CommandLine& line);
void add_summary(CommandLine& line);
void add_time(CommandLine& line);
void add_gradcheck(CommandLine& line);
void add_trace(CommandLine& line);
void add_plugin(CommandLine& line);
void add_explain(CommandLine& line);

}  // namespace backplane::app
