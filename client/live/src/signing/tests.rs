use super::*;
use crate::connection::{Connection, Session};
use crate::request::{nothing, Request};
use crate::{ConnectOptions, DevNode};
use gridshare_sdk::keys::verifies;
use scale::{Decode, Encode};
use std::sync::LazyLock;
use subxt::ext::frame_metadata::v15::RuntimeMetadataV15;
use subxt::ext::frame_metadata::{RuntimeMetadata, RuntimeMetadataPrefixed};
use subxt::tx::Payload;
use subxt::{Metadata, OfflineClient};

/// A connection to a real node, and its metadata to be changed.
struct Real {
    session: Session,
    metadata: RuntimeMetadataV15,
    nonce: u64,
    birth: Place,
}

impl Real {
    async fn read(node: &DevNode, key: &Key) -> Self {
        let mut connection = Connection::open(node.url(), ConnectOptions::default()).await.unwrap();
        let session = connection.ask(async |session| Ok(session)).await.unwrap();
        let version = 15u32.encode();
        let call = session.rpc.state_call("Metadata_metadata_at_version", Some(&version), None);
        let bytes = Option::<Vec<u8>>::decode(&mut &call.await.unwrap()[..]).unwrap().unwrap();
        let RuntimeMetadataPrefixed(_, RuntimeMetadata::V15(metadata)) =
            Decode::decode(&mut &bytes[..]).unwrap()
        else {
            panic!("asked for version 15")
        };
        let who = subxt::utils::AccountId32(key.public());
        let nonce = session.rpc.system_account_next_index(&who).await.unwrap();
        let birth = session.finalized().await.unwrap();
        Self { session, metadata, nonce, birth }
    }

    /// A client that believes the chain to have more extensions: each like one of its own, under another name.
    fn client(&self, more: &[(&str, &str)]) -> OfflineClient<Config> {
        let mut metadata = self.metadata.clone();
        let extensions = &mut metadata.extrinsic.signed_extensions;
        for (own, name) in more {
            let found = extensions.iter().find(|known| known.identifier == *own);
            let mut extension = found.expect("every chain has it").clone();
            extension.identifier = (*name).into();
            extensions.push(extension);
        }
        let metadata: RuntimeMetadataPrefixed = metadata.into();
        let (genesis, version) = (self.session.client.genesis_hash(), self.session.client.runtime_version());
        OfflineClient::new(genesis, version, Metadata::decode(&mut &metadata.encode()[..]).unwrap())
    }

    fn remark(&self) -> DynamicPayload {
        self.session.payload(&Request::Remark, &nothing(), 0)
    }

    fn sign(&self, client: &OfflineClient<Config>, key: &Key) -> Result<Signed, Fault> {
        Signed::new(client, key, &self.remark(), self.nonce, self.birth)
    }
}

fn on_a_node(test: impl AsyncFnOnce(&DevNode, Key)) {
    static NODE: LazyLock<Option<DevNode>> = LazyLock::new(DevNode::start);
    let Some(node) = &*NODE else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(test(node, Key::from_uri("//Alice").unwrap()));
}

/// Unknown extensions that encode to nothing do not stop a transaction: the real chain takes one that was signed by
/// metadata with two of them.
#[test]
fn unknown_extensions_of_no_bytes_are_passed_over() {
    on_a_node(async |node, key| {
        let real = Real::read(node, &key).await;
        let unknown = [("CheckWeight", "DrandPriority"), ("CheckNonZeroSender", "OfTomorrow")];
        let signed = real.sign(&real.client(&unknown), &key).unwrap();
        let mut progress = real.session.rpc.author_submit_and_watch_extrinsic(&signed.bytes).await.unwrap();
        while let Some(status) = progress.next().await {
            use subxt::backend::legacy::rpc_methods::TransactionStatus as Status;
            match status.unwrap() {
                Status::InBlock(_) | Status::Finalized(_) => return,
                Status::Invalid | Status::Dropped => break,
                _ => {}
            }
        }
        panic!("it did not come into a block");
    });
}

/// An unknown extension with bytes of its own is refused by name, before anything is sent.
#[test]
fn unknown_extensions_with_bytes_are_named() {
    on_a_node(async |node, key| {
        let real = Real::read(node, &key).await;
        let client = real.client(&[("CheckMortality", "WithBytes")]);
        let Err(Fault::Final(error)) = real.sign(&client, &key).map(|_| ()) else { panic!("it was signed") };
        assert!(error.to_string().contains("WithBytes"), "{error}");
    });
}

/// `CheckMetadataHash` is signed as switched off: a zero with the extensions, and no hash with what is implied.
#[test]
fn metadata_hashes_are_declared_off() {
    on_a_node(async |node, key| {
        let real = Real::read(node, &key).await;
        let known = real.metadata.extrinsic.signed_extensions.iter();
        assert!(known.into_iter().all(|known| known.identifier != "CheckMetadataHash"), "it is here already");
        let (plain, with_hash) = (real.client(&[]), real.client(&[("CheckMortality", "CheckMetadataHash")]));
        let (without, with) = (real.sign(&plain, &key).unwrap(), real.sign(&with_hash, &key).unwrap());

        // length, version, address, signature, extensions, call
        let parts = |signed: &Signed| {
            let mut rest = &signed.bytes[..];
            scale::Compact::<u32>::decode(&mut rest).unwrap();
            let (head, rest) = rest.split_at(1 + 33);
            assert_eq!(head[..2], [0x84, 0]);
            assert_eq!(rest[0], 1, "an sr25519 signature");
            (<[u8; 64]>::try_from(&rest[1..65]).unwrap(), rest[65..].to_vec())
        };
        let call = real.remark().encode_call_data(&plain.metadata()).unwrap();
        let ((_, body), (signature, body_with)) = (parts(&without), parts(&with));
        let extra = body.strip_suffix(&call[..]).expect("the call comes last");
        assert_eq!(body_with, [extra, &[0], &call].concat());

        let version = plain.runtime_version();
        let implied = [
            version.spec_version.encode(),
            version.transaction_version.encode(),
            plain.genesis_hash().encode(),
            real.birth.hash.encode(),
        ]
        .concat();
        let signed = [&call[..], extra, &[0], &implied, &[0]].concat();
        assert!(verifies(&signed, &signature, &key.public()), "another message was signed");
    });
}
