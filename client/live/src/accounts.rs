//! Native tokens, fees, and calls for others to sign.

use crate::chain::LiveChain;
use crate::connection::{Config, Session};
use crate::decode::DispatchInfo;
use crate::fault::Fault;
use crate::request::Request;
use gridshare_sdk::{AccountId, Accounts, ChainError, Executed};
use scale::Encode;
use subxt::config::DefaultExtrinsicParamsBuilder;
use subxt::ext::scale_decode::DecodeAsType;
use subxt::tx::DynamicPayload;
use subxt::utils::{AccountId32, MultiAddress, MultiSignature};

impl Session {
    /// Asks the node what a transaction costs. Nobody signs for that: a signature's length is all that matters.
    async fn fee(&self, origin: AccountId, payload: &DynamicPayload) -> Result<u128, Fault> {
        const API: (&str, &str) = ("TransactionPaymentApi", "query_info");
        let params = DefaultExtrinsicParamsBuilder::<Config>::new().nonce(u64::from(u16::MAX)).build();
        let partial = self.client.tx().create_partial_signed_offline(payload, params)?;
        let (address, signature) =
            (MultiAddress::Id(AccountId32(*origin.as_ref())), MultiSignature::Sr25519([1; 64]));
        let mut arguments = partial.sign_with_address_and_signature(&address, &signature).into_encoded();
        let length = u32::try_from(arguments.len()).map_err(Fault::nonsense)?;
        length.encode_to(&mut arguments);
        let best = self.best().await?.hash;
        let function = format!("{}_{}", API.0, API.1);
        // Called with bytes, as metadata hides what a transaction is made of. The answer is read by metadata.
        let call: Vec<u8> = self.state_call(&function, &arguments, best).await?;
        let metadata = self.client.metadata();
        let method =
            metadata.runtime_api_trait_by_name(API.0).and_then(|api| api.method_by_name(API.1).cloned());
        let method = method.ok_or(ChainError::Unsupported("estimate fees"))?;
        Ok(DispatchInfo::decode_as_type(&mut &call[..], method.output_ty(), metadata.types())?.partial_fee)
    }

    async fn state_call(
        &self,
        function: &str,
        arguments: &[u8],
        at: crate::connection::Hash,
    ) -> Result<Vec<u8>, Fault> {
        Ok(self.rpc.state_call(function, Some(arguments), Some(at)).await?)
    }
}

fn call(callee: AccountId, input: &[u8]) -> Request {
    Request::Call { callee, input: input.to_vec(), value: 0 }
}

/// Encodes a call with the limits of its dry run for somebody whose means are not known.
fn payload(session: &Session, request: &Request, dry_run: &Executed) -> DynamicPayload {
    let (charged, margin) = session.deposit_margin(dry_run);
    session.payload(request, dry_run, charged + margin)
}

impl Accounts for LiveChain {
    fn native_balance(&mut self, who: AccountId) -> Result<u128, ChainError> {
        self.ask(async |session| session.spendable(who).await)
    }

    fn transfer_native(&mut self, from: AccountId, to: AccountId, amount: u128) -> Result<(), ChainError> {
        self.execute(from, Request::Transfer { to, amount }).map(|_| ())
    }

    fn fee(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: &[u8],
        dry_run: &Executed,
    ) -> Result<Option<u128>, ChainError> {
        let request = call(callee, input);
        self.ask(async |session| {
            let payload = payload(&session, &request, dry_run);
            session.fee(origin, &payload).await.map(Some)
        })
    }

    fn unsigned(
        &mut self,
        callee: AccountId,
        input: &[u8],
        dry_run: &Executed,
    ) -> Result<Vec<u8>, ChainError> {
        let request = call(callee, input);
        self.ask(async |session| Ok(session.client.tx().call_data(&payload(&session, &request, dry_run))?))
    }

    fn native_token(&self) -> (String, u8) {
        self.node.connection.token.clone()
    }
}
