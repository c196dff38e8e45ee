//! AWS request signatures.

use std::fmt::Write as _;

use reqsign_aws_v4::{Credential, RequestSigner};
use reqsign_core::{Context, SignRequest};
use sha2::{Digest, Sha256};

use crate::net::HttpRequest;
use crate::net::provider_message::plain;

/// The header for the body's hash. Without it the library marks the body as unsigned, which only S3
/// accepts.
pub(crate) const HASH: &str = "x-amz-content-sha256";

/// Signs a request to a service in a region.
///
/// # Errors
/// Why the request cannot be signed.
pub(crate) async fn sign(
    request: &mut HttpRequest,
    credential: &Credential,
    (service, region): (&str, &str),
    context: &Context,
) -> Result<(), String> {
    let hash = hash(request.body.as_deref().map_or("", String::as_str));
    let unsigned = http::Request::builder()
        .method(request.method.clone())
        .uri(request.url.as_str())
        .header(HASH, hash)
        .body(());
    let unsigned = unsigned.map_err(|error| error.to_string())?;
    let (mut parts, ()) = unsigned.into_parts();
    RequestSigner::new(service, region)
        .sign_request(context, &mut parts, Some(credential), None)
        .await
        .map_err(|error| plain(&error.to_string()))?;
    request.headers.extend(parts.headers);
    // The signature covers the URL as spelled here.
    request.url = reqwest::Url::parse(&parts.uri.to_string()).map_err(|error| error.to_string())?;
    Ok(())
}

/// The hash of a body in AWS's format.
pub(crate) fn hash(body: &str) -> String {
    hex(&Sha256::digest(body))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
