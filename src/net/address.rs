//! Decides which addresses are near enough to need no encryption.

use std::net::IpAddr;

use reqwest::Url;

use crate::settings::connection::endpoint::is_unencrypted;

/// The metadata services of clouds. Outside a cloud these addresses do not exist, so a request to
/// one times out instead of being refused.
const METADATA_HOSTS: [&str; 6] = [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "metadata.google.internal",
    "[fd00:ec2::254]",
    "[fd00:ec2::23]",
];

/// Whether a host is a metadata service, which is either near or absent.
pub(crate) fn is_metadata_host(url: &Url) -> bool {
    url.host_str().is_some_and(|host| METADATA_HOSTS.contains(&host))
}

/// Whether nothing on the way can read a secret: the connection is encrypted, or stays on this
/// machine and its link.
pub(crate) fn may_carry_a_secret(url: &Url) -> bool {
    !is_unencrypted(url.as_str()) || is_metadata_host(url) || is_link_local(url)
}

/// Whether a host can only be reached from this machine and its link, as a container's credential
/// endpoint.
fn is_link_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(address)) => address.is_link_local(),
        Ok(IpAddr::V6(address)) => {
            address.is_unicast_link_local() || address.segments()[..2] == [0xfd00, 0x0ec2]
        }
        Err(_) => false,
    }
}

/// Whether a redirect leads to the same host, possibly upgrading to TLS. No other host may get what
/// the request contains.
pub(super) fn is_the_same_host(from: &Url, to: &Url) -> bool {
    let same_port =
        from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default();
    let is_upgrade = (from.scheme(), to.scheme()) == ("http", "https")
        && (from.port(), to.port()) == (None, None);
    from.host() == to.host() && (same_port || is_upgrade)
}
