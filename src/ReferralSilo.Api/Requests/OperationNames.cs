using ReferralSilo.Api.Access;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Api.Requests;

/// <summary>
/// Names operations and hashes their requests with the key of the ledger. Both are stored in the clear, and a hash
/// without a key confirms a guess: of a record number in an Idempotency-Key, or of sealed text in a request.
/// </summary>
public sealed class OperationNames(KeyedHash hash)
{
    /// <summary>160 bits, lower-case hex, of the client's id and its key: two clients may use the same key.</summary>
    public string IdOf(Caller caller, string key) => hash.Text("operation", $"{caller.Id}\n{key}");

    /// <summary>The operation of a request.</summary>
    /// <param name="caller">The authenticated caller.</param>
    /// <param name="key">The client's key of the request.</param>
    /// <param name="request">Everything that makes another request with the same key a reuse of the key.</param>
    public OperationName Of(Caller caller, string key, string request) =>
        new(IdOf(caller, key), hash.Text("request", request));

    /// <summary>160 bits, lower-case hex, of the identifier of an order.</summary>
    public string OfIdentifier(string identifier) => hash.Text("identifier", identifier);
}
