//! The signed JWT with which a service account requests a token (RFC 7523). It uses the signing
//! code that TLS links anyway.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::SignatureScheme;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::json;
use zeroize::Zeroize;

use super::credential::ServiceAccount;
use super::token_url::SCOPE;
use crate::settings::secret::Secret;

/// The lifetime of the assertion: the longest that Google accepts.
const LIFETIME: Duration = Duration::from_hours(1);

/// The private key cannot sign: it is not PEM, not RSA, or shorter than 2048 bits.
#[derive(Debug)]
pub(super) struct UnusableKey;

/// An account's assertion for the token endpoint `audience`. The audience is spelled as in the
/// credential file: Google compares the texts.
pub(super) fn sign(
    account: &ServiceAccount,
    audience: &str,
    now: SystemTime,
) -> Result<Secret, UnusableKey> {
    let issued = now.duration_since(SystemTime::UNIX_EPOCH);
    // A clock before 1970 is wrong, and Google refuses it.
    let issued = issued.unwrap_or_default();
    let mut header = json!({"alg": "RS256", "typ": "JWT"});
    if let Some(id) = &account.private_key_id {
        header["kid"] = json!(id);
    }
    let claims = json!({
        "iss": account.client_email,
        "scope": SCOPE,
        "aud": audience,
        "iat": issued.as_secs(),
        "exp": (issued + LIFETIME).as_secs(),
    });
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(claims.to_string().as_bytes())
    );
    let signature = rs256(&account.private_key, signed.as_bytes())?;
    Ok(Secret::new(format!("{signed}.{}", encode(&signature))))
}

/// The RSASSA-PKCS1-v1_5 signature over SHA-256, with a private key in PEM (PKCS #8 or PKCS #1).
fn rs256(pem: &Secret, message: &[u8]) -> Result<Vec<u8>, UnusableKey> {
    let der = PrivateKeyDer::from_pem_slice(pem.expose().as_bytes());
    let mut der = der.map_err(|_| UnusableKey)?;
    let key = any_supported_type(&der);
    der.zeroize();
    let signer = key.ok().and_then(|key| key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256]));
    signer.ok_or(UnusableKey)?.sign(message).map_err(|_| UnusableKey)
}
