using Microsoft.AspNetCore.Components;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Settings;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;

namespace ReferralSilo.Console.Patients;

/// <summary>The forms, the questions before what is final, and the commands.</summary>
public sealed partial class PatientDetailPage
{
    /// <summary>The actions whose result stands above the parts of the page.</summary>
    private static readonly string[] Above = ["deceased", "merge", "unmerge"];

    /// <summary>Version in the form of a record that is read from its referrals before its first message; for the form,
    /// 0 is something that is made new.</summary>
    private const long NotStored = -1;

    private SettingEditor<CorrectionDraft, PatientView> _correction = null!;
    private PatientForm _open;
    private PatientQuestion? _question;
    private (ConsentKind Kind, bool Given) _consent;
    private MergePanel.Side? _other;
    private string _diedOn = "";
    private string? _unread;
    private ElementReference _actions;
    private bool _toActions;

    private bool _died;

    private static string DeathTitle(bool died) => $"Record that the patient {(died ? "died" : "lives")}";

    private void OpenDeath(bool died)
    {
        if (Open(PatientForm.Death)) _died = died;
    }

    /// <summary>True while a correction is typed that is not saved. Only its own buttons drop it.</summary>
    private bool IsCorrecting => _open == PatientForm.Correction && _correction.IsDirty
        || _open == PatientForm.Related && _related.IsDirty;

    /// <summary>False, with a text that says why, while something would be lost.</summary>
    private bool Open(PatientForm form)
    {
        _unread = IsCorrecting ? "Save what is typed, or leave it with Back, before something else is opened." : null;
        if (_unread is not null) return false;
        CloseForm();
        _open = form;
        return true;
    }

    private void OpenCorrection()
    {
        if (Open(PatientForm.Correction)) _correction.Open(_view);
    }

    private void OpenConsent((ConsentKind Kind, bool Given) consent)
    {
        if (Open(PatientForm.Consent)) _consent = consent;
    }

    private void Close()
    {
        // What has the focus is removed: the next Tab goes on from the actions.
        _toActions = _open != PatientForm.None && _view?.Actions.Count > 0;
        CloseForm();
    }

    private void CloseForm()
    {
        (_open, _question, _other, _unread, _diedOn) = (PatientForm.None, null, null, null, "");
        _runner.Clear();
    }

    private async Task FocusActions()
    {
        if (!_toActions || _view is not { Actions.Count: > 0 }) return;
        _toActions = false;
        await _actions.FocusAsync();
    }

    private async Task SaveCorrection()
    {
        var id = Id;
        var saved = await _correction.Save(
            (draft, faults) => draft.Build(faults, _correction.Shown, _correction.Opened),
            (input, change) => Ask(() => Api.Correct(id, input, new(change.Operation,
                change.IfVersion is { } read and not NotStored ? read : 0)), "outcome-unknown"));
        if (saved is null || Id != id) return;
        Receipts.Show(saved, "corrected");
        ShowOwn(saved);
        if (!_correction.IsDirty) Close();
    }

    private Task SendConsent(PatientConsentInput consent)
    {
        var id = Id;
        var did = $"recorded consent to {ConsentWords.Lower(consent.Kind)} as "
            + (consent.Given ? "given by" : "withdrawn by");
        return Run(new PatientCommand("consents", did, change => Api.Record(id, consent, change), () => ReadVersion));
    }

    private void AskDeath(string reason)
    {
        var (id, died) = (Id, _died);
        var input = new PatientDeathInput(died, died && _diedOn.Length > 0 ? _diedOn : null, reason);
        var open = (_referrals ?? []).Count(r => r.Stage is not (Stage.Closed or Stage.Declined or Stage.Redirected
            or Stage.Withdrawn or Stage.Unreachable or Stage.Arrived or Stage.Completed));
        var visits = (_referrals ?? []).Count(r => r is { Stage: Stage.Booked, Appointment: not null });
        _question = new(new Confirmation($"{DeathTitle(died)}: {PatientText.NameAndBirth(_view!.Patient)}?", died
            ? "Of the referrals that you may see, "
                + $"{Count(open, "open one ends", "open ones end")} as withdrawn, and "
                + $"{Count(visits, "booked time becomes", "booked times become")} free. The same happens to referrals "
                + "of other service lines that you may not see. No message is sent any more."
            : "Referrals that ended stay ended; new ones are taken again.", $"Yes, {Lower(DeathTitle(died))}"),
            new PatientCommand("deceased", died ? "recorded the death of" : "recorded as living",
                change => Api.RecordDeath(id, input, change), () => ReadVersion));
    }

    private void AskUnmerge(string reason)
    {
        var id = Id;
        _question = new(new Confirmation($"Separate this record: {PatientText.NameAndBirth(_view!.Patient)}?",
            "Its referrals, contact points and corrections are its own again. What was withdrawn meanwhile stays "
            + "withdrawn in both.", "Yes, separate them"),
            new PatientCommand("unmerge", "separated the record of",
                change => Api.Unmerge(id, new UnmergePatientInput(reason), change), () => ReadVersion));
    }

    /// <summary>Reads the other record and shows both side by side.</summary>
    private async Task Compare(string other)
    {
        if (!Open(PatientForm.None)) return;
        var id = Id;
        var (view, referrals) = (await Ask(() => Api.Patient(other, _end.Token)),
            await Ask(() => Api.Referrals(other, _end.Token)));
        if (Id != id) return;
        if (view.Value is { } read && referrals.Value is { } page)
            (_other, _open) = (new MergePanel.Side(read, page.Items), PatientForm.Merge);
        else
            _unread = "The other record cannot be read. "
                + ProblemWords.Text((view.Problem ?? referrals.Problem)!, State.Names);
    }

    private void AskMerge(MergePanel.Choice choice)
    {
        if (_other is not { View: var other } side || _view is not { } view) return;
        var (id, otherId) = (view.Id, other.Id);
        var (from, into) = choice.KeepsThis ? (other, view) : (view, other);
        // Both may have the same name: the numbers of the referrals tell them apart.
        var moved = ((choice.KeepsThis ? side.Referrals : _referrals) ?? []).Select(r => r.Number).ToList();
        _question = new(new Confirmation(
            $"Merge {PatientText.NameAndBirth(from.Patient)}, into {(choice.KeepsThis ? "this" : "the other")} "
            + "record?",
            $"{(choice.KeepsThis ? "This" : "The other")} record, {PatientText.NameAndBirth(into.Patient)}, takes over "
            + (moved.Count == 0 ? "no referral that you may see"
                : $"{Count(moved.Count, "referral", "referrals")}: {string.Join(", ", moved)}")
            + ". The records can be separated again.", "Yes, merge them"),
            choice.KeepsThis
                ? new PatientCommand("merge", "merged two records into", change => Api.Merge(otherId,
                    new MergePatientInput(id, choice.Reason, choice.Overrule, ReadVersion),
                    change), () => other.Version)
                : new PatientCommand("merge", "merged two records into", change => Api.Merge(id,
                    new MergePatientInput(otherId, choice.Reason, choice.Overrule, other.Version), change),
                    () => ReadVersion));
    }

    private async Task Answer(bool yes)
    {
        var question = _question;
        _question = null;
        if (yes && question is not null) await Run(question.Command);
    }

    private Task Run(PatientCommand command) => Handle(command.Action, _runner.Send(command));

    private Task Retry() => Handle(_runner.Last?.Command.Action, _runner.Retry());

    private async Task Handle(string? action, Task<PatientView?> sent)
    {
        if (!sent.IsCompleted) StateHasChanged();
        var (id, name, other, runner) = (Id, Name, _other?.View.Id, _runner);
        if (await sent is { } changed)
        {
            if (Id != id) return;
            Close();
            if (changed.Id != id)
            {
                Nav.NavigateTo($"/patients/{Uri.EscapeDataString(changed.Id)}");
                return;
            }

            ShowOwn(changed);
            await ReadMore(id);
        }
        else if (_runner != runner) _left = (id, name);
        else if (action == "merge" && other is not null
            && _runner.Last?.Problem is { Code: "version-mismatch" })
        {
            // Either record can be the one that changed: this one was read again, the other one is read now.
            await ReadOther(other);
        }
    }

    private async Task ReadOther(string other)
    {
        var (view, referrals) = (await Ask(() => Api.Patient(other, _end.Token)),
            await Ask(() => Api.Referrals(other, _end.Token)));
        if (_other?.View.Id == other && view.Value is { } read)
            _other = new MergePanel.Side(read, referrals.Value?.Items ?? _other.Referrals);
    }

    private static long VersionOf(PatientView view) => view.Version == 0 ? NotStored : view.Version;

    private static string Count(int count, string one, string more) => $"{count} {(count == 1 ? one : more)}";

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
