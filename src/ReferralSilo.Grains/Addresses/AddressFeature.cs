using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Addresses;

/// <summary>Registers the phone numbers and mailboxes.</summary>
public static class AddressFeature
{
    public static IServiceCollection AddAddresses(this IServiceCollection services) => services
        .AddAggregate<Address, AddressCommand, AddressEvent, AddressMapper, AddressRules>(Routes.Address)
        .AddSingleton<AddressKeys>().AddSingleton<AddressUses>().AddSingleton<IOutboxRebuilder, AddressOutbox>();
}
