//! What is asked of a chain: dry-run, given limits, and encoded.

use crate::connection::{ConnectOptions, Session};
use crate::decode::{refused, AccountInfo, DryRun, Instantiated, Returned, Uploaded};
use crate::fault::Fault;
use crate::value::{account, address, option, weight};
use gridshare_sdk::{AccountId, ChainError, Cost, Executed};
use scale_value::{At, Composite, Value};
use subxt::dynamic;
use subxt::ext::scale_decode::DecodeAsType;
use subxt::tx::DynamicPayload;

/// How much more gas than the dry run required is allowed, as others may change the state in between. What is not
/// used is not paid.
const GAS_MARGIN_PERCENT: u64 = 15;
/// How much more storage than the dry run needed may be paid for: a tenth, and this many items and bytes more.
const DEPOSIT_MARGIN_PERCENT: u128 = 10;
const DEPOSIT_MARGIN_ITEMS: u128 = 2;
const DEPOSIT_MARGIN_BYTES: u128 = 512;

/// Something that changes a chain.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    /// Stores code.
    Upload { code: Vec<u8> },
    /// Instantiates stored code.
    Instantiate { code_hash: [u8; 32], input: Vec<u8>, salt: Vec<u8> },
    /// Calls a contract.
    Call { callee: AccountId, input: Vec<u8>, value: u128 },
    /// Sends native tokens.
    Transfer { to: AccountId, amount: u128 },
    /// Does nothing, in a block.
    Remark,
}

/// A request after its dry run.
#[derive(Clone)]
pub(crate) struct Prepared {
    /// What it would do.
    pub executed: Executed,
    /// Where an instantiated contract is.
    pub address: Option<AccountId>,
    /// The transaction's call.
    pub payload: DynamicPayload,
}

impl Session {
    /// Asks the runtime, in the state after the latest block.
    pub(crate) async fn runtime<T: DecodeAsType>(
        &self,
        api: &str,
        method: &str,
        arguments: Vec<Value>,
    ) -> Result<T, Fault> {
        let best = self.best().await?;
        let call = dynamic::runtime_api_call(api, method, arguments);
        Ok(self.client.runtime_api().at(best.hash).call(call).await?.as_type()?)
    }

    /// Reads an entry of the state after the latest block.
    pub(crate) async fn entry<T: DecodeAsType>(
        &self,
        pallet: &str,
        name: &str,
        keys: Vec<Value>,
    ) -> Result<Option<T>, Fault> {
        let best = self.best().await?;
        self.entry_at(best.hash, pallet, name, keys).await
    }

    /// Reads an entry of the state after a block.
    pub(crate) async fn entry_at<T: DecodeAsType>(
        &self,
        block: crate::connection::Hash,
        pallet: &str,
        name: &str,
        keys: Vec<Value>,
    ) -> Result<Option<T>, Fault> {
        let found = self.client.storage().at(block).fetch(&dynamic::storage(pallet, name, keys)).await?;
        Ok(found.map(|value| value.as_type()).transpose()?)
    }

    /// Reads a number that the runtime was built with, 0 if it has none of that name.
    pub(crate) fn constant(&self, pallet: &str, name: &str) -> u128 {
        let constant = self.client.constants().at(&dynamic::constant(pallet, name));
        constant.ok().and_then(|value| value.as_type().ok()).unwrap_or(0)
    }

    /// Executes a call and rolls it back.
    pub(crate) async fn dry_run(
        &self,
        options: &ConnectOptions,
        origin: AccountId,
        callee: AccountId,
        input: &[u8],
        value: u128,
    ) -> Result<Executed, Fault> {
        let arguments = vec![
            account(origin),
            account(callee),
            Value::u128(value),
            option(options.gas_limit.map(weight)),
            option(None),
            Value::from_bytes(input),
        ];
        let run: DryRun<Returned> = self.runtime("ContractsApi", "call", arguments).await?;
        Ok(run.executed(&self.client.metadata())?.1)
    }

    /// Dry-runs a request and gives it limits.
    pub(crate) async fn prepare(
        &self,
        options: &ConnectOptions,
        origin: AccountId,
        request: &Request,
    ) -> Result<Prepared, Fault> {
        let (executed, address) = match request {
            Request::Upload { code } => (self.dry_upload(origin, code).await?, None),
            Request::Instantiate { code_hash, input, salt } => {
                let (executed, address) =
                    self.dry_instantiate(options, origin, *code_hash, input, salt).await?;
                (executed, Some(address))
            }
            Request::Call { callee, input, value } => {
                (self.dry_run(options, origin, *callee, input, *value).await?, None)
            }
            Request::Transfer { to, amount } => {
                self.check_transfer(origin, *to, *amount).await?;
                (nothing(), None)
            }
            Request::Remark => (nothing(), None),
        };
        let deposit_limit = self.deposit_limit(origin, &executed).await?;
        let payload = self.payload(request, &executed, deposit_limit);
        Ok(Prepared { executed, address, payload })
    }

    async fn dry_upload(&self, origin: AccountId, code: &[u8]) -> Result<Executed, Fault> {
        let enforced = Value::unnamed_variant("Enforced", []);
        let arguments = vec![account(origin), Value::from_bytes(code), option(None), enforced];
        let run: Result<Uploaded, Value> = self.runtime("ContractsApi", "upload_code", arguments).await?;
        let uploaded = run.map_err(|error| refused(&error, &self.client.metadata()))?;
        let deposit = i128::try_from(uploaded.deposit).map_err(Fault::nonsense)?;
        Ok(Executed { cost: Cost { deposit, ..Cost::default() }, ..nothing() })
    }

    async fn dry_instantiate(
        &self,
        options: &ConnectOptions,
        origin: AccountId,
        code_hash: [u8; 32],
        input: &[u8],
        salt: &[u8],
    ) -> Result<(Executed, AccountId), Fault> {
        let arguments = vec![
            account(origin),
            Value::u128(0),
            option(options.gas_limit.map(weight)),
            option(None),
            Value::unnamed_variant("Existing", [Value::from_bytes(code_hash)]),
            Value::from_bytes(input),
            Value::from_bytes(salt),
        ];
        let run: DryRun<Instantiated> = self.runtime("ContractsApi", "instantiate", arguments).await?;
        let (made, executed) = run.executed(&self.client.metadata())?;
        Ok((executed, AccountId::from(made.account_id.0)))
    }

    /// There is no dry run for a transfer: what it needs is looked at before.
    async fn check_transfer(&self, from: AccountId, to: AccountId, amount: u128) -> Result<(), Fault> {
        let least = self.constant("Balances", "ExistentialDeposit");
        if self.spendable(from).await? < amount.saturating_add(least) {
            return Err(ChainError::FeeNotAffordable.into());
        }
        if self.spendable(to).await?.saturating_add(amount) < least {
            let reason = format!("the receiver would have less than an account needs, which is {least}");
            return Err(ChainError::Dispatch(reason).into());
        }
        Ok(())
    }

    /// Returns the native tokens that an account can spend.
    pub(crate) async fn spendable(&self, who: AccountId) -> Result<u128, Fault> {
        let info: Option<AccountInfo> = self.entry("System", "Account", vec![account(who)]).await?;
        Ok(info.map_or(0, |AccountInfo { data, .. }| {
            data.free.saturating_sub(data.frozen.saturating_sub(data.reserved))
        }))
    }

    /// Returns the most that may be charged for storage: what the dry run was charged, and a margin out of what
    /// the caller can spare, of which half is left for the fee.
    async fn deposit_limit(&self, origin: AccountId, executed: &Executed) -> Result<u128, Fault> {
        let (charged, margin) = self.deposit_margin(executed);
        let least = self.constant("Balances", "ExistentialDeposit");
        let spare = self.spendable(origin).await?.saturating_sub(charged).saturating_sub(least);
        Ok(charged + margin.min(spare / 2))
    }

    /// Returns what the dry run was charged for storage, and how much more may come.
    pub(crate) fn deposit_margin(&self, executed: &Executed) -> (u128, u128) {
        let charged = u128::try_from(executed.cost.deposit).unwrap_or(0);
        let margin = charged / 100 * DEPOSIT_MARGIN_PERCENT
            + DEPOSIT_MARGIN_ITEMS * self.constant("Contracts", "DepositPerItem")
            + DEPOSIT_MARGIN_BYTES * self.constant("Contracts", "DepositPerByte");
        (charged, margin)
    }

    /// Encodes a request with the limits that follow from its dry run.
    pub(crate) fn payload(
        &self,
        request: &Request,
        executed: &Executed,
        deposit_limit: u128,
    ) -> DynamicPayload {
        let gas_limit = || weight(self.gas_limit(executed.gas_required));
        let deposit_limit = option(Some(Value::u128(deposit_limit)));
        let (pallet, call, fields) = match request {
            Request::Upload { code } => (
                "Contracts",
                "upload_code",
                vec![
                    ("code", Value::from_bytes(code)),
                    ("storage_deposit_limit", deposit_limit),
                    ("determinism", Value::unnamed_variant("Enforced", [])),
                ],
            ),
            Request::Instantiate { code_hash, input, salt } => (
                "Contracts",
                "instantiate",
                vec![
                    ("value", Value::u128(0)),
                    ("gas_limit", gas_limit()),
                    ("storage_deposit_limit", deposit_limit),
                    ("code_hash", Value::from_bytes(code_hash)),
                    ("data", Value::from_bytes(input)),
                    ("salt", Value::from_bytes(salt)),
                ],
            ),
            Request::Call { callee, input, value } => (
                "Contracts",
                "call",
                vec![
                    ("dest", address(*callee)),
                    ("value", Value::u128(*value)),
                    ("gas_limit", gas_limit()),
                    ("storage_deposit_limit", deposit_limit),
                    ("data", Value::from_bytes(input)),
                ],
            ),
            Request::Transfer { to, amount } => (
                "Balances",
                "transfer_keep_alive",
                vec![("dest", address(*to)), ("value", Value::u128(*amount))],
            ),
            Request::Remark => ("System", "remark", vec![("remark", Value::from_bytes([]))]),
        };
        DynamicPayload::new(pallet, call, Composite::named(fields))
    }

    /// Returns the gas to allow: what the dry run required and a margin, as far as one transaction may go.
    fn gas_limit(&self, (ref_time, proof_size): (u64, u64)) -> (u64, u64) {
        let margin = |required: u64| required.saturating_add(required / 100 * GAS_MARGIN_PERCENT);
        let (most_time, most_proof) = self.most_gas().unwrap_or((u64::MAX, u64::MAX));
        (margin(ref_time).min(most_time.max(ref_time)), margin(proof_size).min(most_proof.max(proof_size)))
    }

    /// Returns what one transaction may take at most, with what it takes around its call.
    fn most_gas(&self) -> Option<(u64, u64)> {
        let weights = self.client.constants().at(&dynamic::constant("System", "BlockWeights")).ok()?;
        let weights = weights.to_value().ok()?;
        let most = weights.at("per_class")?.at("normal")?.at("max_extrinsic")?.at(0)?;
        let part = |name: &str| most.at(name)?.as_u128().and_then(|part| u64::try_from(part).ok());
        // The extrinsic around the call takes its part too: 1 % is several times that.
        Some((part("ref_time")? / 100 * 99, part("proof_size")? / 100 * 99))
    }
}

/// What something does that no contract takes part in.
pub(crate) fn nothing() -> Executed {
    Executed {
        output: Vec::new(),
        reverted: false,
        cost: Cost::default(),
        gas_required: (0, 0),
        events: Vec::new(),
        transaction: None,
    }
}
