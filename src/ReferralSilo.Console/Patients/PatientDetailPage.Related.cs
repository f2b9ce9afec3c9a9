using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Settings;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;

namespace ReferralSilo.Console.Patients;

/// <summary>Guardians and caregivers, and what the patient keeps private.</summary>
public sealed partial class PatientDetailPage
{
    private SettingEditor<RelatedDraft, PatientView> _related = null!;
    private string _address = "";
    private string? _personId;
    private PrivateTopicView? _endsPrivate;

    private RelatedPersonView? Person => _view?.RelatedPeople.FirstOrDefault(p => p.Id == _personId);

    private string PersonName => Person?.Name ?? "this person";

    private RelatedDraft DraftOf(PatientView? view) =>
        RelatedDraft.Of(view?.RelatedPeople.FirstOrDefault(p => p.Id == _personId));

    private void OpenRelated(string? person)
    {
        if (!Open(PatientForm.Related)) return;
        _personId = person;
        _related.Open(_view);
    }

    private void OpenRemoval(string person)
    {
        if (Open(PatientForm.Removal)) _personId = person;
    }

    private void OpenPrivate(PrivateTopicView? ends)
    {
        if (Open(PatientForm.Private)) _endsPrivate = ends;
    }

    private async Task SaveRelated()
    {
        var (id, person) = (Id, _personId);
        var saved = await _related.Save((draft, faults) => draft.Build(faults, person is null),
            (input, change) =>
            {
                var read = new Contracts.Screens.PatientChange(change.Operation,
                    change.IfVersion is { } version and not NotStored ? version : 0);
                return Ask(() => person is null ? Api.AddRelated(id, input, read)
                    : Api.CorrectRelated(id, person, input, read), "outcome-unknown");
            });
        if (saved is null || Id != id) return;
        Receipts.Show(saved, person is null ? "added a person for" : "corrected a person of");
        ShowOwn(saved);
        if (!_related.IsDirty) Close();
    }

    private void AskRemoval(string reason)
    {
        if (Person is not { } person) return;
        var (id, name) = (Id, PlainWords.Isolated(PersonName));
        _question = new(new Confirmation($"Remove {name} from {PatientText.NameAndBirth(_view!.Patient)}?",
            person.Messages == RelatedMessages.No ? "The person may not consent for the patient any more."
                : "The person gets no messages any more; waiting ones go to whom the record names then.",
            "Yes, remove the person"),
            new PatientCommand("related-people", "removed a person from", change =>
                Api.RemoveRelated(id, person.Id, new RemoveRelatedPersonInput(reason), change), () => ReadVersion));
    }

    private void OpenValid(string address)
    {
        if (Open(PatientForm.Valid)) _address = address;
    }

    private void AskValid(string reason)
    {
        var (id, address) = (Id, _address);
        _question = new(new Confirmation(
            $"Mark {PlainWords.Isolated(address)} as valid: {PatientText.NameAndBirth(_view!.Patient)}?",
            "Waiting messages can be sent there again. Be sure that it belongs to this patient or to the named person. "
            + "It lifts no STOP.", "Yes, mark it as valid"),
            new PatientCommand("mark-valid", "marked an address as valid for",
                _ => Api.MarkValid(id, new MarkAddressValid(address, reason)), () => ReadVersion));
    }

    private Task SendPrivate(PrivateTopicInput topic)
    {
        var id = Id;
        return Run(new PatientCommand("private", topic.Private ? "kept something private for"
            : "ended what was private of", change => Api.RecordPrivacy(id, topic, change), () => ReadVersion));
    }
}
