//! Verifies a server's certificate. If it is not trusted, finds a reason that a person can act on.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};
use webpki::EndEntityCert;

use super::provider_message::plain;
use super::roots::Trusted;

/// Why a certificate is not trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// It is self-signed; its name.
    #[error("self-signed certificate")]
    SelfSigned(Option<String>),
    /// It is signed by no trusted CA; the name of its issuer.
    #[error("unknown CA")]
    UnknownCa(Option<String>),
    /// The end of its validity.
    #[error("expired certificate")]
    Expired(Option<String>),
    /// The start of its validity.
    #[error("certificate not yet valid")]
    NotYetValid(Option<String>),
    /// The names that it is valid for.
    #[error("certificate for another host")]
    WrongHost(Vec<String>),
    #[error("revoked certificate")]
    Revoked,
    /// Anything else; the error's own words.
    #[error("unusable certificate")]
    Unusable(String),
}

/// Verifies as rustls does, with two differences: it reports the issuer of an untrusted
/// certificate, and accepts a certificate that somebody added to the trusted ones even if it is a
/// CA certificate, as `openssl req -x509` makes them.
#[derive(Debug)]
pub(super) struct Verifier {
    usual: Arc<WebPkiServerVerifier>,
    own: Vec<CertificateDer<'static>>,
}

impl Verifier {
    pub(super) fn new(trusted: &Trusted, provider: Arc<CryptoProvider>) -> Result<Self, String> {
        // rustls requires a root for a verifier. This one has signed nothing.
        let store =
            if trusted.store.is_empty() { untrusting_store() } else { Arc::clone(&trusted.store) };
        let usual = WebPkiServerVerifier::builder_with_provider(store, provider).build();
        let usual = usual.map_err(|error| error.to_string())?;
        Ok(Self { usual, own: trusted.own.clone() })
    }
}

/// A store with a root that has a name but no key, and has signed nothing.
fn untrusting_store() -> Arc<RootCertStore> {
    let mut store = RootCertStore::empty();
    store.roots.push(rustls::pki_types::TrustAnchor {
        subject: b"".as_slice().into(),
        subject_public_key_info: b"".as_slice().into(),
        name_constraints: None,
    });
    Arc::new(store)
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        time: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.usual.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            time,
        );
        let error = match verified {
            Err(Error::InvalidCertificate(error)) => error,
            verified => return verified,
        };
        let certificate = EndEntityCert::try_from(end_entity);
        // This error comes after the check of the validity period.
        if is_of_a_ca(&error)
            && self.own.iter().any(|own| own == end_entity)
            && let Ok(certificate) = &certificate
            && certificate.verify_is_valid_for_subject_name(server_name).is_ok()
        {
            return Ok(ServerCertVerified::assertion());
        }
        let untrusted = Untrusted::from_error(&error, certificate.ok().as_ref());
        Err(Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(untrusted)))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

/// Whether an error means that the server uses a CA's certificate.
fn is_of_a_ca(error: &CertificateError) -> bool {
    match error {
        CertificateError::Other(OtherError(other)) => {
            matches!(other.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
        }
        _ => false,
    }
}

impl Untrusted {
    /// Translates an error of the library about a certificate.
    fn from_error(error: &CertificateError, certificate: Option<&EndEntityCert<'_>>) -> Self {
        let is_self_signed = certificate.is_some_and(|it| it.issuer() == it.subject());
        let issuer = || certificate.and_then(|it| common_name(it.issuer()));
        match error {
            CertificateError::UnknownIssuer if is_self_signed => Self::SelfSigned(issuer()),
            error if is_of_a_ca(error) && is_self_signed => Self::SelfSigned(issuer()),
            CertificateError::UnknownIssuer => Self::UnknownCa(issuer()),
            CertificateError::Expired => Self::Expired(None),
            CertificateError::ExpiredContext { not_after, .. } => Self::Expired(date(*not_after)),
            CertificateError::NotValidYet => Self::NotYetValid(None),
            CertificateError::NotValidYetContext { not_before, .. } => {
                Self::NotYetValid(date(*not_before))
            }
            CertificateError::NotValidForName => Self::WrongHost(Vec::new()),
            CertificateError::NotValidForNameContext { presented, .. } => {
                Self::WrongHost(presented.iter().map(|name| dns_name(name)).collect())
            }
            CertificateError::Revoked => Self::Revoked,
            other => Self::Unusable(plain(&other.to_string())),
        }
    }
}

/// The plain DNS name: the library adds the kind of name.
fn dns_name(presented: &str) -> String {
    let bare = presented.split_once('(').map_or(presented, |(_, rest)| rest.trim_end_matches(')'));
    plain(bare.trim_matches('"'))
}

fn date(time: UnixTime) -> Option<String> {
    let time = UNIX_EPOCH.checked_add(Duration::from_secs(time.as_secs()))?;
    let text = humantime::format_rfc3339_seconds(time).to_string();
    Some(text.split('T').next()?.to_owned())
}

/// The common name in the DER of a distinguished name: the text after its object identifier.
fn common_name(name: &[u8]) -> Option<String> {
    /// The object identifier of `id-at-commonName`, 2.5.4.3.
    const ID: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];
    let start = name.windows(ID.len()).position(|window| window == ID)? + ID.len();
    let [_kind, length, rest @ ..] = name.get(start..)? else { return None };
    // A longer text encodes its length differently, and is not worth parsing.
    let length = usize::from(*length);
    let text = String::from_utf8(rest.get(..length).filter(|_| length < 0x80)?.to_vec()).ok()?;
    let text = plain(&text);
    (!text.is_empty()).then_some(text)
}
