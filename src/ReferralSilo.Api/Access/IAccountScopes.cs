using ReferralSilo.Domain;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Access;

/// <summary>What an account may name: an account of something that does not exist would see nothing without a
/// word.</summary>
public interface IAccountScopes
{
    ValueTask<bool> HasServiceLine(string id, CancellationToken ct);

    ValueTask<bool> HasSource(string id, CancellationToken ct);

    ValueTask<bool> HasClinician(string id, CancellationToken ct);
}

/// <summary>Reads the ledger where this silo's copy does not know an id yet.</summary>
internal sealed class AccountScopes(ServiceLineCatalog lines, ILedger ledger) : IAccountScopes
{
    public async ValueTask<bool> HasServiceLine(string id, CancellationToken ct)
    {
        if (!ChosenId.IsValid(id)) return false;
        if (await lines.Exists(new ServiceLineId(id))) return true;
        await lines.Read();
        return await lines.Exists(new ServiceLineId(id));
    }

    public async ValueTask<bool> HasSource(string id, CancellationToken ct) =>
        ChosenId.IsValid(id) && await ledger.ReadVersion(new StreamId(SourceMapper.StreamKind, id), ct) > 0;

    public async ValueTask<bool> HasClinician(string id, CancellationToken ct) =>
        ChosenId.IsValid(id) && await ledger.ReadVersion(new StreamId(ScheduleMapper.StreamKind, id), ct) > 0;
}
