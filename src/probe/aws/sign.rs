//! AWS's signature of a request.

use std::fmt::Write as _;

use reqsign_aws_v4::{Credential, RequestSigner};
use reqsign_core::{Context, SignRequest};
use sha2::{Digest, Sha256};

use crate::net::HttpRequest;
use crate::net::provider_message::plain;

/// The header with the hash of the body. Without it the library marks the body as not signed, which
/// only S3 accepts.
pub(crate) const HASH: &str = "x-amz-content-sha256";

/// Signs a request to a service in a region.
///
/// # Errors
/// Why it cannot be signed.
pub(crate) async fn sign(
    request: &mut HttpRequest,
    credential: &Credential,
    (service, region): (&str, &str),
    context: &Context,
) -> Result<(), String> {
    let hash = hash(request.body.as_deref().unwrap_or_default());
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
    // The signature is over the address as it is spelled here.
    request.url = reqwest::Url::parse(&parts.uri.to_string()).map_err(|error| error.to_string())?;
    Ok(())
}

/// The hash of a body, as AWS writes it.
pub(crate) fn hash(body: &str) -> String {
    hex(&Sha256::digest(body))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // A string takes everything.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
