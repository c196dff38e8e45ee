//! Asking providers whether connections work, against real servers on this machine: nothing here
//! asks anybody else.
#![allow(unreachable_pub, reason = "`pub` marks what other modules use")]

mod addresses;
mod asking;
mod authority;
mod aws_profiles;
mod bedrock;
mod bedrock_credentials;
mod bedrock_failures;
mod bedrock_models;
mod certificates;
mod claims;
mod codex;
mod compression;
mod consent;
mod dialects;
mod echoes;
mod elsewhere;
mod environment;
mod failures;
mod fifo;
mod hanging_files;
#[path = "../commands/harness.rs"]
#[allow(dead_code, reason = "not every test program needs all of it")]
mod harness;
#[cfg(target_os = "linux")]
mod hostile;
mod installation;
mod internet;
mod jwt;
#[cfg(target_os = "linux")]
mod leftovers;
mod lists;
mod logins;
mod many;
mod messages;
mod models;
#[path = "../support/planted.rs"]
mod planted_secrets;
mod pool;
mod program;
mod providers;
mod proxies;
mod redirects;
#[path = "../support/resources.rs"]
mod resources;
#[path = "../support/server.rs"]
mod server;
mod sigv4;
#[path = "../support/socks.rs"]
mod socks;
mod strangers;
#[path = "../support/tokens.rs"]
mod tokens;
mod unreached;
mod unused_endpoint;
mod vertex;
mod vertex_failures;
mod vertex_federation;
