using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Shared;

/// <summary>
/// The selected referral after it left the list. It keeps its position until
/// the person selects another one, shows who changed it, and allows no actions.
/// </summary>
/// <param name="Key">Referral id.</param>
/// <param name="Patient">The patient's name.</param>
/// <param name="Version">The last version that was on the list.</param>
/// <param name="At">Its position: the number of rows above it.</param>
public sealed record RemovedRow(string Key, string Number, string Patient, long Version, int At)
{
    public const string ReasonUnknown = "It left this list.";
}

/// <summary>Reads once per removed row why it left the list.</summary>
public sealed class RemovalReason(IConsoleApi api)
{
    private (string, long)? _loaded;

    /// <summary>One sentence with the reason; until it is read, only that the referral left.</summary>
    public string Text { get; private set; } = RemovedRow.ReasonUnknown;

    /// <summary>Returns true when <see cref="Text"/> changed.</summary>
    public async Task<bool> Update(RemovedRow? row, Names names, Zone zone)
    {
        if (row is null)
        {
            _loaded = null;
            return false;
        }
        if (_loaded == (row.Key, row.Version)) return false;
        _loaded = (row.Key, row.Version);
        Text = RemovedRow.ReasonUnknown;
        var changes = await ReferralChanges.Since(api, row.Key, row.Version, names, zone);
        if (_loaded != (row.Key, row.Version) || changes.Text is null) return false;
        Text = changes.Text;
        return true;
    }
}
