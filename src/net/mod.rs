//! The one HTTP client: proxies, TLS roots, redirects, bounds. It does not know what a response
//! means, and shows nothing of one that could be a secret.

mod address;
mod http;
pub(crate) mod provider_message;
mod request;
mod resolver;
mod response;
#[cfg(feature = "fault-injection")]
mod test_hosts;
mod unreached;

pub(crate) use address::{is_near, may_carry_a_secret};
pub(crate) use http::MAX_BODY;
pub use http::{Http, Limits};
pub(crate) use provider_message::{plain, without};
pub(crate) use request::HttpRequest;
pub use response::{Exchange, seconds};
pub(crate) use response::{HttpResponse, NoResponse};
pub(crate) use unreached::Unreached;
