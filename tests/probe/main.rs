//! Asking providers whether connections work, against real servers on this machine: nothing here asks anybody else.

mod failures;
mod server;
