using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Settings;

/// <summary>What the frame of a settings form shows.</summary>
public interface ISettingEditor
{
    FieldFaults Faults { get; }

    /// <summary>Why the last save was refused, other than by its fields; null for none.</summary>
    Problem? Problem { get; }

    bool Busy { get; }

    /// <summary>True when something is typed that is not saved.</summary>
    bool IsDirty { get; }

    /// <summary>True after a save, until something is typed.</summary>
    bool IsSaved { get; }

    /// <summary>The parts that someone else changed since this form was read; null when the form is not
    /// outdated.</summary>
    IReadOnlyList<string>? ChangedByOthers { get; }

    /// <summary>What is typed and not saved, for <see cref="Restore"/>; null when nothing is.</summary>
    string? Unsaved { get; }

    /// <summary>Continues from <see cref="Unsaved"/> of the same form before the connection was lost. If the saved
    /// settings changed since, the next save reports it.</summary>
    void Restore(string unsaved);

    /// <summary>Shows what is saved now; what was typed is lost.</summary>
    void TakeNewer();

    /// <summary>The next save replaces what others have saved.</summary>
    void KeepMine();
}

/// <summary>A form of settings: what is typed, the version it was read from, and the last answer. What was typed stays
/// until the API has accepted it.</summary>
/// <param name="open">The draft of saved settings; of new ones for null.</param>
/// <param name="versionOf">The version of saved settings.</param>
/// <param name="readAgain">Reads the saved settings; null when they cannot be read.</param>
public sealed class SettingEditor<TDraft, TView>(Func<TView?, TDraft> open, Func<TView, long> versionOf,
    Func<Task<TView?>> readAgain) : ISettingEditor where TDraft : class where TView : class
{
    /// <summary>How often a save is sent when the settings change elsewhere each time.</summary>
    private const int MaxAttempts = 5;

    /// <summary>Lowest HTTP status that says nothing about an earlier save.</summary>
    private const int BrokenFrom = 500;

    private const string VersionMismatch = "version-mismatch";

    private string _opened = Json(open(null));
    private string _shown = Json(open(null));
    private TView? _newer;
    private SentChange? _unknown;

    public TDraft Draft { get; private set; } = open(null);

    /// <summary>The saved settings that the form was opened with; null for new ones.</summary>
    public TView? Saved { get; private set; }

    public long Version { get; private set; }

    /// <summary>What the form showed before the person typed; also after <see cref="KeepMine"/>.</summary>
    public TDraft Shown => JsonSerializer.Deserialize<TDraft>(_shown)!;

    /// <summary>What is saved in <see cref="Version"/>.</summary>
    public TDraft Opened => JsonSerializer.Deserialize<TDraft>(_opened)!;

    public FieldFaults Faults { get; } = new();

    public Problem? Problem { get; private set; }

    public bool Busy { get; private set; }

    public bool IsDirty => Json(Draft) != _opened;

    public bool IsSaved { get => field && !IsDirty; private set; }

    public IReadOnlyList<string>? ChangedByOthers { get; private set; }

    /// <summary>Shows saved settings, or an empty form for null.</summary>
    public void Open(TView? saved)
    {
        (Saved, Version) = (saved, saved is null ? 0 : versionOf(saved));
        Draft = open(saved);
        _opened = _shown = Json(Draft);
        (Problem, ChangedByOthers, _newer, _unknown) = (null, null, null, null);
        Faults.Clear();
    }

    /// <summary>Continues from a newer version, which another form of the page saved, if nothing is typed here or the
    /// part of this form is the same in it.</summary>
    public void Follow(TView saved)
    {
        if (!IsDirty) Open(saved);
        else if (Json(open(saved)) == _opened) (Saved, Version) = (saved, versionOf(saved));
    }

    /// <summary>Sends what is typed. Returns the saved settings, or null when they were not saved.</summary>
    /// <param name="build">The body; null when the draft has faults, which it adds.</param>
    /// <param name="send">Sends it.</param>
    public async Task<TView?> Save<TBody>(Func<TDraft, FieldFaults, TBody> build,
        Func<TBody, SettingChange, Task<Answer<TView>>> send) where TBody : class
    {
        if (Busy) return null;
        Faults.Clear();
        (Problem, IsSaved, ChangedByOthers, _newer) = (null, false, null, null);
        build(Draft, Faults);
        if (!Faults.IsEmpty) return null;
        Busy = true;
        try
        {
            if (!await SettleEarlier()) return null;
            var (draft, body) = (Json(Draft), build(Draft, Faults));
            if (!Faults.IsEmpty) return null;
            for (var attempt = 1; ; attempt++)
            {
                // The same content is sent again under the same key, so that it takes effect at most once.
                var sent = _unknown is { } again && IsAsTyped(again) ? again
                    : new SentChange(draft, Version, Guid.NewGuid().ToString("N"), change => send(body, change));
                var answer = await sent.Send();
                if (attempt == MaxAttempts || !await IsOnlyElsewhereNewer(answer)) return Read(sent, answer);
            }
        }
        finally
        {
            Busy = false;
        }
    }

    public string? Unsaved => IsDirty ? JsonSerializer.Serialize(new Kept(_opened, Version, Draft, _shown)) : null;

    public void Restore(string unsaved)
    {
        // A form of another program version is not read.
        if (IsDirty || Read(unsaved) is not { } kept || kept.Version > Version) return;
        (_opened, Version, Draft, _shown) = (kept.Opened, kept.Version, kept.Draft, kept.Shown ?? kept.Opened);
    }

    public void TakeNewer()
    {
        if (_newer is { } newer) Open(newer);
    }

    public void KeepMine()
    {
        if (_newer is { } newer) (Saved, Version, _opened) = (newer, versionOf(newer), Json(open(newer)));
        (Problem, ChangedByOthers, _newer) = (null, null, null);
    }

    /// <summary>True when the saved settings have another version now and the part of this form is unchanged in it:
    /// the version of a clinician also counts the visits that are booked meanwhile.</summary>
    private async Task<bool> IsOnlyElsewhereNewer(Answer<TView> answer)
    {
        if (answer.Problem?.Code != VersionMismatch || Version == 0) return false;
        _newer = await readAgain();
        if (_newer is null || Json(open(_newer)) != _opened) return false;
        (Saved, Version, _newer) = (_newer, versionOf(_newer), null);
        return true;
    }

    /// <summary>Finds out whether an earlier save without an answer took effect, before another content is sent:
    /// otherwise its own effect would look like the change of someone else. False when that is still
    /// unknown.</summary>
    private async Task<bool> SettleEarlier()
    {
        if (_unknown is not { } earlier || IsAsTyped(earlier)) return true;
        var answer = await earlier.Send();
        if (answer.Value is { } saved) GoOnFrom(saved, earlier);
        else if (answer.Problem!.Status >= BrokenFrom)
        {
            Problem = answer.Problem;
            return false;
        }
        // A refusal is about content that is no longer wanted.
        _unknown = null;
        return true;
    }

    private bool IsAsTyped(SentChange sent) => sent.Draft == Json(Draft) && sent.Version == Version;

    private TView? Read(SentChange sent, Answer<TView> answer)
    {
        if (answer.Value is { } saved)
        {
            if (sent.Draft == Json(Draft)) Open(saved);
            else GoOnFrom(saved, sent);
            IsSaved = true;
            return saved;
        }
        var problem = answer.Problem!;
        if (problem.Code == "outcome-unknown") _unknown = sent;
        else if (problem.Status < BrokenFrom) _unknown = null;
        if (problem.Code == VersionMismatch && Version == 0)
            Faults.Add("/id", "There is already one with this id. Choose another, or change that one.");
        else if (_newer is { } newer) ChangedByOthers = Changes(newer);
        else if (problem.Errors is { Count: > 0 } errors) Faults.Replace(errors);
        else Problem = problem;
        return null;
    }

    /// <summary>The names of the parts that differ from those that this form was opened with.</summary>
    private IReadOnlyList<string> Changes(TView newer)
    {
        var before = JsonNode.Parse(_opened)!.AsObject();
        return
        [
            .. JsonSerializer.SerializeToNode(open(newer))!.AsObject()
                .Where(part => !JsonNode.DeepEquals(part.Value, before[part.Key]))
                .Select(part => PlainWords.Field(JsonNamingPolicy.CamelCase.ConvertName(part.Key)).ToLowerInvariant()),
        ];
    }

    /// <summary>What was sent is saved; what was typed meanwhile stays and is not saved yet.</summary>
    private void GoOnFrom(TView saved, SentChange sent)
    {
        (Saved, Version, _opened, _shown) = (saved, versionOf(saved), Json(open(saved)), sent.Draft);
        (Problem, ChangedByOthers, _newer, _unknown) = (null, null, null, null);
    }

    private static string Json(TDraft draft) => JsonSerializer.Serialize(draft);

    private static Kept? Read(string unsaved)
    {
        try
        {
            return JsonSerializer.Deserialize<Kept>(unsaved);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A form as the browser keeps it.</summary>
    /// <param name="Opened">What is saved in the version.</param>
    /// <param name="Version">The version that the next save applies to.</param>
    /// <param name="Draft">What is typed.</param>
    /// <param name="Shown">What the form showed before; null in a form of an older program version.</param>
    private sealed record Kept(string Opened, long Version, TDraft Draft, string? Shown = null);

    /// <summary>A change that was sent.</summary>
    /// <param name="Draft">What was typed then.</param>
    /// <param name="Version">The version that it applies to.</param>
    /// <param name="Key">Its idempotency key.</param>
    private sealed record SentChange(string Draft, long Version, string Key,
        Func<SettingChange, Task<Answer<TView>>> With)
    {
        public Task<Answer<TView>> Send() => With(new SettingChange(Key, Version));
    }
}
