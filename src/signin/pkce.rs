//! Ties a login to the program that started it: a secret that only the program knows, and a state
//! that comes back with the answer.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::failure::SignInFailure;
use super::messages;
use crate::settings::secret::Secret;

pub(super) struct Pkce {
    pub verifier: Secret,
    pub challenge: String,
    pub state: String,
}

impl Pkce {
    pub(super) fn new() -> Result<Self, SignInFailure> {
        let verifier = random()?;
        Ok(Self {
            challenge: challenge_of(&verifier),
            state: random()?.to_string(),
            verifier: Secret::new(verifier),
        })
    }
}

/// 32 random bytes as text.
fn random() -> Result<Zeroizing<String>, SignInFailure> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bytes).map_err(messages::no_random_numbers)?;
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes)))
}

fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn pkce_challenge_matches_the_standards_example() {
        let challenge = challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn no_two_logins_share_anything() {
        let [one, other] = [Pkce::new(), Pkce::new()].map(|pkce| pkce.expect("random"));
        assert_ne!(one.state, other.state);
        assert_ne!(one.verifier, other.verifier);
        assert_eq!(one.verifier.expose().len(), 43);
    }
}
