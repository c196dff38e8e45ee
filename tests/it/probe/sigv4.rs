//! AWS's signature of a request, worked out as its documentation says, and by nothing that the
//! program works it out with.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::support::server::Request;

/// How much a clock may be wrong.
const SKEW: Duration = Duration::from_mins(5);

/// Which key must have signed a request, and for what.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    pub id: &'a str,
    pub secret: &'a str,
    pub token: Option<&'a str>,
    pub region: &'a str,
    pub service: &'a str,
}

/// Why a request is not taken; none when it is signed by the signer.
pub fn refusal(request: &Request, signer: &Signer) -> Option<String> {
    let Some((scope, names, signature)) = request.header("authorization").and_then(parts) else {
        return Some("It is not signed.".to_owned());
    };
    let date = request.header("x-amz-date").unwrap_or_default();
    let Some(at) = time(date) else {
        return Some(format!("“{date}” is no date."));
    };
    let now = SystemTime::now();
    let skew = now.duration_since(at).or_else(|_| at.duration_since(now));
    if skew.is_ok_and(|skew| skew > SKEW) {
        return Some(format!("{date} is not now."));
    }
    let day = &date[..8];
    let scope_of_signer = format!("{day}/{}/{}/aws4_request", signer.region, signer.service);
    let expected = format!("{}/{scope_of_signer}", signer.id);
    if scope != expected {
        return Some(format!("{scope} is not {expected}."));
    }
    if request.header("x-amz-security-token") != signer.token {
        return Some("The session token is another.".to_owned());
    }
    let must_be_signed = |name: &str| name == "host" || name.starts_with("x-amz-");
    let of_request = request.headers.iter().map(|(name, _)| name.as_str());
    let mut unsigned = of_request.filter(|name| must_be_signed(name) && !names.contains(name));
    if let Some(name) = unsigned.next() {
        return Some(format!("{name} is not signed."));
    }
    // Of services other than S3 the body is always signed, whatever the request says of it.
    let body = hex(&Sha256::digest(&request.body));
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let mut headers = String::new();
    for name in &names {
        let value = request.header(name)?;
        let words: Vec<&str> = value.split_whitespace().collect();
        let _ = writeln!(headers, "{name}:{}", words.join(" "));
    }
    let canonical = [
        request.method.clone(),
        path.split('/').map(encoded).collect::<Vec<_>>().join("/"),
        canonical_query(query),
        headers,
        names.join(";"),
        body,
    ];
    let canonical = hex(&Sha256::digest(canonical.join("\n")));
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope_of_signer}\n{canonical}");
    let mut key = format!("AWS4{}", signer.secret).into_bytes();
    for step in scope_of_signer.split('/') {
        key = mac(&key, step);
    }
    let expected = hex(&mac(&key, &text));
    (signature != expected).then(|| {
        "The request signature we calculated does not match the signature you provided.".to_owned()
    })
}

/// Whose and for what it is, the names of the signed headers, and the signature.
fn parts(header: &str) -> Option<(&str, Vec<&str>, &str)> {
    let rest = header.strip_prefix("AWS4-HMAC-SHA256 ")?;
    let mut parts = rest.split(", ");
    let mut part = |name: &str| parts.next()?.strip_prefix(name);
    let scope = part("Credential=")?;
    let names: Vec<&str> = part("SignedHeaders=")?.split(';').collect();
    let signature = part("Signature=")?;
    names.is_sorted().then_some((scope, names, signature))
}

/// The time of `20260131T235959Z`.
fn time(date: &str) -> Option<SystemTime> {
    if date.len() != 16 || !date.is_ascii() {
        return None;
    }
    let d = |from: usize, to: usize| &date[from..to];
    let long =
        format!("{}-{}-{}T{}:{}:{}Z", d(0, 4), d(4, 6), d(6, 8), d(9, 11), d(11, 13), d(13, 15));
    humantime::parse_rfc3339(&long).ok()
}

fn canonical_query(query: &str) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(String, String)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encoded(&decoded(name)), encoded(&decoded(value))))
        .collect();
    pairs.sort();
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

/// A text without its percent-encoding.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                let digits = String::from_utf8(digits).expect("digits");
                bytes.push(u8::from_str_radix(&digits, 16).expect("two digits"));
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).expect("text")
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The example in AWS's own documentation of the signature for a GET request of IAM, so that what
/// is compared with is right.
#[test]
fn signing_key_matches_awss_documented_example() {
    let mut key = b"AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_vec();
    for step in ["20150830", "us-east-1", "iam", "aws4_request"] {
        key = mac(&key, step);
    }
    assert_eq!(hex(&key), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    let text = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\nf536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59";
    assert_eq!(
        hex(&mac(&key, text)),
        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    );
}
