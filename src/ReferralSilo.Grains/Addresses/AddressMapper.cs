using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Addresses;

/// <summary>Maps addresses to ledger rows.</summary>
public sealed class AddressMapper : IAggregateMapper<Address, AddressEvent>
{
    public const string StreamKind = "address";

    public string Kind => StreamKind;

    public StoredForm<Address, AddressEvent> Form => AddressJson.Form;

    public string NameOf(AddressEvent happened) => AddressJson.WireName(happened);

    public Address Evolve(Address? state, AddressEvent happened) => AddressEvolver.Evolve(state, happened);
}
