using System.Text.Json;
using Microsoft.AspNetCore.Components;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Settings;
using ReferralSilo.Console.Shared;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Patients;

/// <summary>One patient: read again every few seconds, because a record has no board.</summary>
public sealed partial class PatientDetailPage : IAsyncDisposable
{
    /// <summary>How often the record is read while it is shown.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private PatientRunner _runner = null!;
    private ScreenKeys? _keys;
    private string? _shown;
    private PatientView? _view;
    private IReadOnlyList<ReferralView>? _referrals;
    private IReadOnlyList<MessageView>? _messages;
    private Problem? _problem, _referralsProblem, _messagesProblem;
    private DateTimeOffset _lastRead;
    private DateTimeOffset? _readAt;
    private IReadOnlyList<ServiceLineView> _lines = [];
    private string? _changed;
    private (long Version, long At)? _before;
    private Zone _zone = Zone.Utc;

    /// <summary>Id and name of the patient before, when what was sent for that one did not succeed; null for
    /// none.</summary>
    private (string Id, string Name)? _left;

    /// <summary>Id of the patient.</summary>
    [Parameter] public string Id { get; set; } = "";

    private string Name => _view is { } view ? PatientText.Name(view.Patient) : "";

    private int? Age => Ages.Of(_view?.Patient.BirthDate, _zone.Day(Clock.Now()));

    /// <summary>The version that commands apply to. Another person's change counts as read only after there was time to
    /// read it; until then a command is sent for the version before, and is refused.</summary>
    private long ReadVersion =>
        _before is { } before && Time.GetElapsedTime(before.At) < FollowerLimits.Reaction
            ? before.Version : _view?.Version ?? 0;

    protected override void OnInitialized()
    {
        StartAnew();
        _ = Follow();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Id) return;
        _shown = Id;
        (_view, _referrals, _messages, _problem) = (null, null, null, null);
        (_changed, _before, _readAt, _left) = (null, null, null, null);
        StartAnew();
        CloseForm();
        _lines = await State.ServiceLines();
        await State.LoadNames();
        await Read();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) _keys = await ScreenKeys.Listen(Js, OnKey, InvokeAsync);
        await FocusActions();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        if (_keys is not null) await _keys.DisposeAsync();
    }

    /// <summary>Handles a key that was pressed outside an input field.</summary>
    public async Task OnKey(string key)
    {
        if (_question is not null)
        {
            // No other key has an effect while the question is open.
            if (key is "y" or "n" or "Escape") await Answer(key == "y");
        }
        else if (key == "Escape" && !IsCorrecting) Close();
        else if (key == "c" && _open == PatientForm.None && May("correct") && !_runner.Running) OpenCorrection();
        StateHasChanged();
    }

    private bool May(string action) => _view?.Actions.Contains(action) == true;

    /// <summary>Reads the record, its referrals and its messages.</summary>
    private async Task Read()
    {
        var id = Id;
        var answer = await Ask(() => Api.Patient(id, _end.Token));
        if (Id != id) return; // another patient was opened in the meantime
        if (answer.Value is { } view)
        {
            (_problem, _readAt, _lastRead) = (null, null, Clock.Now());
            Show(view);
            await ReadMore(id);
        }
        else if (_view is null || answer.Problem!.Status is 403 or 404) (_view, _problem) = (null, answer.Problem);
        else _readAt = _lastRead;
    }

    private async Task ReadMore(string id)
    {
        var (referrals, messages) = (await Ask(() => Api.Referrals(id, _end.Token)),
            await Ask(() => Api.Messages(id, _end.Token)));
        if (Id != id) return;
        // A failed read keeps what is shown.
        (_referrals, _referralsProblem) = (referrals.Value?.Items ?? _referrals, referrals.Problem);
        (_messages, _messagesProblem) = (messages.Value?.Items ?? _messages, messages.Problem);
    }

    /// <summary>An exception would end the screen, with what the person has typed.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="without">The code of a missing answer; for a command <c>outcome-unknown</c>.</param>
    private static async Task<Answer<T>> Ask<T>(Func<Task<Answer<T>>> ask, string without = "unavailable")
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception broken) when (broken is TimeoutException or HttpRequestException or IOException)
        {
            return new Answer<T>(null, new Problem(503, without, ""));
        }
    }

    private async Task Follow()
    {
        try
        {
            using var timer = new PeriodicTimer(Refresh, Time);
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                await InvokeAsync(async () =>
                {
                    if (_shown is not null) await Read();
                    StateHasChanged();
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    private void Show(PatientView view)
    {
        if (_view is { } shown && shown.Id == view.Id)
        {
            if (shown.Version > view.Version) return; // an older answer arrived late
            if (shown.Version < view.Version && !IsSame(shown, view))
            {
                _before = (shown.Version, Time.GetTimestamp());
                _changed = PatientChanges.Describe(shown, view, State.Names, Zone.Find(view.Patient.TimeZone));
                // The question was about what is no longer on the screen.
                _question = null;
            }
        }

        _view = view;
        _zone = Zone.Find(view.Patient.TimeZone);
        if (_open == PatientForm.Correction) _correction.Follow(view);
        else if (_open == PatientForm.Related) _related.Follow(view);
    }

    /// <summary>Shows the answer to a command of this person.</summary>
    private void ShowOwn(PatientView view)
    {
        // Names a change that another person made meanwhile.
        if (_view is { } shown && shown.Id == view.Id && shown.Version > view.Version) return;
        _view = null;
        Show(view);
        (_changed, _before) = (null, null);
    }

    /// <summary>True when a person sees the same in both: a referral that reports something makes a new version
    /// too.</summary>
    private static bool IsSame(PatientView one, PatientView other) => Text(one) == Text(other);

    private static string Text(PatientView view) =>
        JsonSerializer.Serialize(view with { Version = 0 }, ContractsJson.Options);

    /// <summary>What still runs for the patient before keeps its own: it never shows here, and acts on nothing
    /// here.</summary>
    private void StartAnew()
    {
        var id = Id;
        _runner = new PatientRunner(Receipts, () => IsSameAfterReading(id));
        _correction = new SettingEditor<CorrectionDraft, PatientView>(CorrectionDraft.Of, VersionOf,
            () => ReadAgain(id));
        _related = new SettingEditor<RelatedDraft, PatientView>(DraftOf, VersionOf, () => ReadAgain(id));
    }

    private async Task<bool> IsSameAfterReading(string id)
    {
        if (Id != id) return false; // another patient was opened in the meantime
        var before = _view;
        await Read();
        return before is not null && _view is { } now && now.Id == before.Id && now.Version != before.Version
            && IsSame(before, now);
    }

    private async Task<PatientView?> ReadAgain(string id)
    {
        if (Id == id) await Read();
        return Id == id ? _view : null;
    }
}
