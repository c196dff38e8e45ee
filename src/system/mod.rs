//! The machine: a running Craft, available tools, signals, and temporary files that never outlive
//! the program. It reports, and decides nothing.

pub(crate) mod access;
pub(crate) mod console;
mod craft_command;
pub(crate) mod craft_lock;
pub mod craft_process;
pub mod editor;
pub(crate) mod environment;
pub(crate) mod github_tokens;
pub(crate) mod machine;
pub(crate) mod path_completion;
pub(crate) mod paths;
mod platform;
pub(crate) mod process;
mod process_list;
pub(crate) mod programs;
pub(crate) mod rtk;
pub(crate) mod run_log;
pub(crate) mod signals;
pub(crate) mod surroundings;
pub(crate) mod task_thread;
pub(crate) mod temporary;
pub(crate) mod tool_files;
