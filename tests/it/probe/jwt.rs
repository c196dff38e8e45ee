//! The assertion by which a service account asks for a token, checked with the public key of the
//! one that is checked in for tests.

use std::time::{Duration, SystemTime};

use rustls::pki_types::alg_id::{RSA_ENCRYPTION, RSA_PKCS1_SHA256};
use serde_json::Value;

/// The key of a service account that exists nowhere.
pub const PRIVATE_KEY: &str = include_str!("../../data/service-account-of-tests.pem");

const PUBLIC_KEY: &str = include_str!("../../data/service-account-of-tests.pub.pem");

/// Who the service account is.
pub const EMAIL: &str = "me@tests.iam.gserviceaccount.com";

/// What it is allowed to ask for.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";

/// How much a clock may be wrong.
const SKEW: Duration = Duration::from_mins(5);

/// Why the body of a request for a token is refused at the token endpoint `audience`; none when the
/// service account signed it.
pub fn refusal(body: &str, audience: &str) -> Option<&'static str> {
    let expected = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=";
    let Some(assertion) = body.strip_prefix(expected) else {
        return Some("no assertion");
    };
    let Some((signed, signature)) = assertion.rsplit_once('.') else {
        return Some("no signature");
    };
    let Some((header, claims)) = signed.split_once('.') else {
        return Some("no claims");
    };
    let json = |part: &str| serde_json::from_slice(&decoded(part)).unwrap_or(Value::Null);
    let (header, claims): (Value, Value) = (json(header), json(claims));
    if header["alg"] != "RS256" || claims["iss"] != EMAIL || claims["scope"] != SCOPE {
        return Some("another algorithm, account or scope");
    }
    if claims["aud"] != audience {
        return Some("another audience");
    }
    let at = |name: &str| {
        let seconds = claims[name].as_u64().unwrap_or_default();
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    };
    let now = SystemTime::now();
    if at("iat") > now + SKEW || at("iat") < now - SKEW || at("exp") < now {
        return Some("another time");
    }
    let key: String = PUBLIC_KEY.lines().filter(|line| !line.starts_with('-')).collect();
    let provider = rustls::crypto::ring::default_provider();
    let mut algorithms = provider.signature_verification_algorithms.all.iter();
    let algorithm = algorithms
        .find(|a| {
            a.public_key_alg_id() == RSA_ENCRYPTION && a.signature_alg_id() == RSA_PKCS1_SHA256
        })
        .expect("RS256");
    let verified =
        algorithm.verify_signature(&decoded(&key), signed.as_bytes(), &decoded(signature));
    verified.is_err().then_some("another signature")
}

/// Base64 in either alphabet, with or without what fills it up.
fn decoded(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for c in text.bytes().filter(|c| *c != b'=') {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            _ => 63,
        };
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    bytes
}

#[test]
fn unsigned_assertion_is_refused() {
    let forged = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=eyJhbGciOiJSUzI1NiJ9.e30.AAAA";
    assert_eq!(refusal(forged, ""), Some("another algorithm, account or scope"));
    assert_eq!(refusal("", ""), Some("no assertion"));
}
