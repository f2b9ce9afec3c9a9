using static ReferralSilo.Demo.DemoServiceLines;

namespace ReferralSilo.Demo;

/// <summary>The reason for a synthetic referral.</summary>
/// <param name="Text">The reason in the words of a practice.</param>
/// <param name="Code">The ICD-10-CM code.</param>
/// <param name="Display">The display text of the code.</param>
/// <param name="Goal">The purpose of the visit.</param>
/// <param name="AfterVisit">True when practices typically refer this after a visit or a discharge.</param>
public sealed record DemoReason(string Text, string Code, string Display, string Goal, bool AfterVisit = false);

/// <summary>Realistic reasons for each service line, and emergencies that must be redirected.</summary>
public static class DemoReasons
{
    public const string CodeSystem = "http://hl7.org/fhir/sid/icd-10-cm";

    public static IReadOnlyDictionary<string, IReadOnlyList<DemoReason>> All { get; } =
        new Dictionary<string, IReadOnlyList<DemoReason>>
    {
        [BehavioralHealth] =
        [
            new("Panic attacks, increasing over six weeks", "F41.0", "Panic disorder", "Evaluation and plan"),
            new("Constant worry, poor sleep, GAD-7 of 15", "F41.1", "Generalized anxiety disorder", "Start therapy"),
            new("Depression, second episode, PHQ-9 of 16", "F33.1", "Major depressive disorder, recurrent, moderate",
            "Medication review and therapy"),
            new("Low mood since job loss, PHQ-9 of 12", "F32.1", "Major depressive disorder, single episode, moderate",
            "Evaluation"),
            new("Nightmares and avoidance after a road accident", "F43.10", "Post-traumatic stress disorder",
            "Trauma-focused therapy"),
            new("Trouble adjusting after divorce, anxious and tearful", "F43.23",
            "Adjustment disorder with mixed anxiety and depressed mood", "Short-term therapy"),
            new("Adult with lifelong inattention, asks for ADHD assessment", "F90.0", "ADHD, predominantly inattentive",
            "Assessment"),
            new("Insomnia for four months, sleep hygiene tried", "F51.01", "Primary insomnia", "CBT for insomnia"),
            new("Intrusive thoughts and checking, two hours a day", "F42.2", "Mixed obsessional thoughts and acts",
            "Evaluation and plan"),
            new("Postpartum low mood, EPDS of 14", "F53.0", "Postpartum depression", "Evaluation this week",
            AfterVisit: true),
            new("Fear of flying and crowds", "F40.01", "Agoraphobia with panic disorder", "Exposure therapy"),
        ],
        [Dermatology] =
        [
            new("Itchy rash in both elbow creases since autumn", "L20.9", "Atopic dermatitis", "Treatment plan"),
            new("Scaling plaques on elbows and scalp", "L40.0", "Psoriasis vulgaris", "Treatment plan"),
            new("Facial acne with scarring, topical treatment failed", "L70.0", "Acne vulgaris",
            "Next step of treatment"),
            new("Facial redness and flushing", "L71.9", "Rosacea", "Evaluation"),
            new("Hives three times a week, trigger unknown", "L50.9", "Urticaria", "Evaluation"),
            new("Plantar wart for a year", "B07.0", "Plantar wart", "Treatment options"),
            new("Changing mole on the back, photo attached", "D22.5", "Melanocytic nevi of trunk",
            "Look at the photo and decide"),
            new("Diffuse hair loss for five months", "L65.9", "Nonscarring hair loss", "Evaluation"),
            new("Thickened toenails", "B35.1", "Tinea unguium", "Treatment options"),
            new("Hand eczema at work, gloves do not help", "L23.9", "Allergic contact dermatitis", "Advice for work"),
            new("Flaking scalp and eyebrows", "L21.9", "Seborrheic dermatitis", "Treatment plan"),
        ],
        [ChronicCare] =
        [
            new("Type 2 diabetes, A1c 9.1", "E11.65", "Type 2 diabetes with hyperglycemia", "Adjust medication"),
            new("New type 2 diabetes, needs education and a plan", "E11.9", "Type 2 diabetes", "Education and plan"),
            new("Blood pressure 158/96 at home on two drugs", "I10", "Essential hypertension", "Medication review"),
            new("COPD, two flares this year, inhaler check", "J44.9", "COPD", "Inhaler technique and plan"),
            new("Moderate asthma, night symptoms", "J45.40", "Moderate persistent asthma", "Step-up and plan"),
            new("Heart failure, seven days after discharge", "I50.22", "Chronic systolic heart failure",
            "Weight, symptoms, medication check", AfterVisit: true),
            new("Medication check after discharge, eleven drugs", "Z79.899", "Long-term drug therapy",
            "Reconcile medication list", AfterVisit: true),
            new("Surgical wound check by video", "Z48.00", "Change or removal of nonsurgical wound dressing",
            "Wound follow-up", AfterVisit: true),
            new("Kidney disease stage 3a, new to the practice", "N18.31", "Chronic kidney disease, stage 3a",
            "Monitoring plan"),
            new("High cholesterol, statin not tolerated", "E78.5", "Hyperlipidemia", "Alternatives"),
            new("Thyroid dose adjustment after pregnancy", "E03.9", "Hypothyroidism", "Dose and follow-up"),
            new("Obesity with prediabetes, asks for a program", "E66.9", "Obesity", "Program enrolment"),
        ],
    };

    /// <summary>One emergency for each service line. The line's rules redirect the patient immediately.</summary>
    public static IReadOnlyDictionary<string, DemoReason> Emergencies { get; } = new Dictionary<string, DemoReason>
    {
        [BehavioralHealth] =
            new("Suicidal ideation with plan, disclosed at screening", "R45.851", "Suicidal ideations",
            "Immediate help"),
        [Dermatology] =
            new("Blistering all over since yesterday, new drug", "L51.1", "Stevens-Johnson syndrome", "Immediate help"),
        [ChronicCare] =
            new("Chest pain on stairs since this morning", "R07.9", "Chest pain, unspecified", "Immediate help"),
    };
}
