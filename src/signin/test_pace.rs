//! Test builds only: a shorter second and other ports for logins:
//! `LLM_CONNECTIONS_TEST_SIGN_IN=MILLISECONDS,PORT,PORT`.

use std::env;
use std::time::Duration;

const VARIABLE: &str = "LLM_CONNECTIONS_TEST_SIGN_IN";

/// The length of a second and the ports, if the environment sets them.
pub(super) fn read_environment() -> Result<Option<(Duration, [u16; 2])>, String> {
    let Ok(text) = env::var(VARIABLE) else {
        return Ok(None);
    };
    let mut numbers = text.split(',').map(str::parse::<u16>);
    let mut next = || numbers.next().and_then(Result::ok);
    match (next(), next(), next()) {
        (Some(second), Some(first), Some(other)) => {
            Ok(Some((Duration::from_millis(second.into()), [first, other])))
        }
        _ => Err(format!("{VARIABLE} is MILLISECONDS,PORT,PORT.")),
    }
}
