//! Hosts of cloud providers, whose names contain a region.

/// AWS's domain, and the one of its regions in China.
const AWS: [&str; 2] = ["amazonaws.com", "amazonaws.com.cn"];

const VERTEX: &str = "-aiplatform.googleapis.com";

/// The host of an AWS service in a region.
pub(crate) fn aws_host(service: &str, region: &str) -> String {
    let [world, china] = AWS;
    let domain = if region.starts_with("cn-") { china } else { world };
    format!("{service}.{region}.{domain}")
}

/// The host of Vertex AI in a region.
pub(crate) fn vertex_host(region: &str) -> String {
    format!("{region}{VERTEX}")
}

/// Whether a host's name contains a region, in which a person may have mistyped it.
pub(crate) fn names_a_region(host: &str) -> bool {
    let is_below = |domain: &&str| host.strip_suffix(*domain).is_some_and(|it| it.ends_with('.'));
    AWS.iter().any(is_below) || host.ends_with(VERTEX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_in_china_have_a_domain_of_their_own() {
        assert_eq!(aws_host("portal.sso", "eu-west-1"), "portal.sso.eu-west-1.amazonaws.com");
        assert_eq!(aws_host("portal.sso", "cn-north-1"), "portal.sso.cn-north-1.amazonaws.com.cn");
        for region in ["eu-west-1", "cn-north-1"] {
            assert!(names_a_region(&aws_host("bedrock", region)));
        }
        assert!(names_a_region(&vertex_host("europe-west1")));
        assert!(!names_a_region("notamazonaws.com"));
    }
}
