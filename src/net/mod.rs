//! The one HTTP client: proxies, TLS roots, redirects, bounds. It does not interpret responses, and
//! shows no part of them that could be a secret.

mod address;
mod body;
mod certificate;
mod encoding;
mod http;
pub(crate) mod messages;
pub(crate) mod provider_message;
mod request;
mod request_error;
mod resolver;
mod response;
mod retry_after;
mod roots;
mod route;
#[cfg(feature = "fault-injection")]
mod test_hosts;

pub(crate) use address::{is_metadata_host, may_carry_a_secret};
pub(crate) use body::MAX_BODY;
pub use certificate::Untrusted;
pub use http::{Http, Timeouts};
pub(crate) use provider_message::{plain, without};
pub(crate) use request::HttpRequest;
pub use request_error::{ProxyFailure, RequestError};
pub use response::{Exchange, seconds};
pub(crate) use response::{HttpResponse, NoResponse};
pub(crate) use retry_after::MAX_WAIT;
pub use roots::{TrustedRoots, no_certificate_in};
