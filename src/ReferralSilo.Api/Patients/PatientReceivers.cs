using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Api.Patients;

/// <summary>Shows who is written to about the open referrals of a patient, by the rule that decides at the
/// send.</summary>
public sealed class PatientReceivers(PresentPatient present, ServiceLineCatalog lines, IGrainFactory grains,
    AddressKeys keys)
{
    /// <summary>Most referrals that are shown.</summary>
    private const int Most = 10;

    private const int MostAddresses = 20;

    /// <summary>The receivers for each open one of these referrals, in their order.</summary>
    public async Task<IReadOnlyList<ReceiversView>> Of(IEnumerable<Referral> referrals, Instant now)
    {
        var views = new List<ReceiversView>();
        foreach (var stored in referrals.Where(r => r is not (Referral.Ended or Referral.Closed)).Take(Most))
        {
            var state = await present.Present(stored);
            var line = await lines.Queue(state.Case.ServiceLine);
            var to = MessageReceivers.Of(state, now, line?.Settings.AdultFrom);
            views.Add(new ReceiversView(state.Case.Id.Value, MessageReceivers.TopicOf(state.Case) is not null,
                [.. to.Select(r => new ReceiverView(r.Way.Channel, r.Way.To, r.Person?.Id, r.Person?.Name, r.Why))],
                to.Count > 0 ? null : WhyNoOne(state)));
        }

        return views;
    }

    /// <summary>The shown addresses to which nothing can be sent.</summary>
    public async Task<IReadOnlyList<AddressProblemView>> Problems(PatientView view)
    {
        var people = view.RelatedPeople.Where(p => p.Confirmed).ToList();
        List<(MessageChannel Channel, string To)> shown =
        [
            .. Texts((view.Patient.Phones ?? []).Append(view.SafeContact?.Phone)
                .Concat(view.Private.Select(t => t.Phone))),
            .. Mails(view.Private.Select(t => t.Email).Prepend(view.Patient.Email)),
            .. Texts(people.Select(p => p.Phone)), .. Mails(people.Select(p => p.Email)),
        ];
        var known = await Task.WhenAll(shown.Distinct().Take(MostAddresses).Select(async way =>
            (way, State: (await grains.GetGrain<IAddressGrain>(keys.Of(way.Channel, way.To)).Show())?.State)));
        return [.. known.Select(k => new AddressProblemView(k.way.To, k.way.Channel, k.State?.Invalid is not null,
            k.State?.SuppressionOf(SenderGroups.Clinic) is not null)).Where(p => p.Invalid || p.Stopped)];

        static IEnumerable<(MessageChannel, string)> Texts(IEnumerable<string?> to) =>
            to.OfType<string>().Select(t => (MessageChannel.Sms, t));

        static IEnumerable<(MessageChannel, string)> Mails(IEnumerable<string?> to) =>
            to.OfType<string>().Select(t => (MessageChannel.Email, t));
    }

    private static string WhyNoOne(Referral state) =>
        state.Case.Copy is { } copy && (copy.DeceasedAt ?? copy.DeathSuspectedAt) is not null ? "died"
        : ConsentOrder.IsGiven(state.Case.Consents, ConsentKind.Sms)
            || ConsentOrder.IsGiven(state.Case.Consents, ConsentKind.Email) ? "no-address" : "no-consent";
}
