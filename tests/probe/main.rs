//! Asking providers whether connections work, against real servers on this machine: nothing here asks anybody else.

mod asking;
mod authority;
mod bedrock;
mod bedrock_credentials;
mod bedrock_failures;
mod bedrock_models;
mod codex;
mod failures;
mod fifo;
#[path = "../commands/harness.rs"]
#[allow(dead_code, reason = "these tests do not need all of it")]
mod harness;
mod jwt;
mod server;
mod sigv4;
mod vertex;
mod vertex_failures;
