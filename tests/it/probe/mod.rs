//! Asking providers whether connections work, against real servers on this machine: nothing here
//! asks anybody else.
mod addresses;
mod asking;
pub mod authority;
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
#[cfg(target_os = "linux")]
mod hostile;
mod installation;
pub mod internet;
mod jwt;
mod kinds;
#[cfg(target_os = "linux")]
mod leftovers;
mod lists;
mod local_servers;
mod logins;
mod many;
mod messages;
mod models;
mod pool;
mod program;
mod providers;
mod proxies;
mod redirects;
mod sigv4;
mod strangers;
mod subscriptions;
mod unreached;
mod unused_endpoint;
mod vertex;
mod vertex_failures;
mod vertex_federation;
