using System.Diagnostics;
using ReferralSilo.Contracts;
using E = ReferralSilo.Domain.Addresses.AddressEvent;

namespace ReferralSilo.Domain.Addresses;

/// <summary>Applies events to an address; an impossible pair throws.</summary>
public static class AddressEvolver
{
    /// <summary>The state after the event.</summary>
    /// <exception cref="UnreachableException">The event cannot follow this state.</exception>
    public static Address Evolve(Address? state, AddressEvent happened) => (state, happened) switch
    {
        (_, E.SendClaimed e) => Add(state ?? New(e.Channel, e.To), e.Claim),
        (_, E.Suppressed e) => Add(state ?? New(e.Channel, e.To), e.Suppression),
        (_, E.BecameInvalid e) => (state ?? New(e.Channel, e.To)) with { Invalid = e.Invalid },
        (_, E.TextReceived e) => Add(state ?? New(e.Text.Channel, e.To), e),
        ({ } s, E.Lifted e) => s with { Suppressions = [.. s.Suppressions.Where(x => x.Group != e.Group)] },
        ({ } s, E.BecameValid) => s with { Invalid = null },
        ({ } s, E.EmergencyDecided e) when s.Emergency == e.Text || s.EmergencyAt <= e.At =>
            s with { Emergency = null, EmergencyAt = null },
        ({ } s, E.EmergencyDecided) => s,
        _ => throw new UnreachableException($"{happened.GetType().Name} cannot be the first event."),
    };

    private static Address Add(Address state, SendClaim claim) =>
        state with { Claims = [.. state.Claims.TakeLast(AddressLimits.Claims - 1), claim] };

    private static Address Add(Address state, Suppression suppression) => state with
    {
        Suppressions = [.. state.Suppressions.Where(s => s.Group != suppression.Group), suppression],
    };

    private static Address Add(Address state, E.TextReceived received) => state with
    {
        Received = [.. state.Received.TakeLast(AddressLimits.Received - 1), received.Text.Id],
        Emergency = received.IsEmergency ? received.Text.Id : state.Emergency,
        EmergencyAt = received.IsEmergency ? received.At : state.EmergencyAt,
    };

    private static Address New(MessageChannel channel, string to) => new(channel, to, [], null, [], []);
}
