//! The connection: TCP, TLS if the URL requires it, and the WebSocket inside.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::LinkError;
use crate::settings::craft::server::ServerAddress;

/// The maximum length of an incoming message in bytes: a list of many thousand connections is
/// shorter.
const MAX_MESSAGE: usize = 16 << 20;

/// A connection with or without TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub(super) type Socket = WebSocketStream<Box<dyn Stream>>;

/// Opens the WebSocket, without sending any secret yet.
pub(super) async fn open(address: &ServerAddress) -> Result<Socket, LinkError> {
    let there = address.to_string();
    let stream = connect(address).await?;
    let stream: Box<dyn Stream> = if address.is_encrypted() {
        Box::new(encrypted(address, stream).await?)
    } else {
        Box::new(stream)
    };
    let bounds = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    match client_async_with_config(address.as_str(), stream, Some(bounds)).await {
        Ok((socket, _)) => Ok(socket),
        Err(_) => Err(LinkError::NoWebSocket(there)),
    }
}

async fn connect(address: &ServerAddress) -> Result<TcpStream, LinkError> {
    let there = address.to_string();
    let (host, port) = (address.host(), address.port());
    let unknown = LinkError::UnknownHost(host.clone());
    let found = lookup_host((host.as_str(), port)).await;
    let found = found.map_err(|_| unknown.clone())?;
    // Whatever the resolver returns for this machine's name, only loopback addresses are used.
    let is_meant = |to: &SocketAddr| !address.is_of_this_machine() || to.ip().is_loopback();
    let mut last = unknown;
    for to in found.filter(is_meant) {
        match TcpStream::connect(to).await {
            Ok(stream) => return Ok(stream),
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                last = LinkError::Refused(there.clone());
            }
            Err(error) => last = LinkError::Unreachable(there.clone(), error.kind().to_string()),
        }
    }
    Err(last)
}

async fn encrypted(
    address: &ServerAddress,
    stream: TcpStream,
) -> Result<impl Stream + use<>, LinkError> {
    let failed = |why: String| LinkError::Tls(address.to_string(), why);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| failed(error.to_string()))?;
    let name = ServerName::try_from(address.host()).map_err(|error| failed(error.to_string()))?;
    let connector = TlsConnector::from(Arc::new(config.with_no_client_auth()));
    connector.connect(name, stream).await.map_err(|error| failed(error.to_string()))
}
