/* Owns the weights behind scores. They order candidates; they are no probabilities. */
#include "score.h"

#include "registry/similar.h"

double ter_clue_weight(enum ter_clue clue)
{
    static const double weights[TER_CLUES] = {
        [TER_CLUE_SAME_SOUND] = 0.8,
        [TER_CLUE_SAME_SHAPE] = 0.75,
        [TER_CLUE_TYPO] = 0.5,
        [TER_CLUE_NO_TOWNSHIP] = 0.9,
        [TER_CLUE_FAR] = 0.4,
        [TER_CLUE_OTHER_LEVEL] = 0.3,
        [TER_CLUE_SEVERAL] = 0.9,
    };
    return weights[clue];
}

double ter_score_reading(const struct ter_scene *scene)
{
    static const enum ter_clue clues[] = {
        [TER_SAME_SOUND] = TER_CLUE_SAME_SOUND,
        [TER_SAME_SHAPE] = TER_CLUE_SAME_SHAPE,
        [TER_TYPO] = TER_CLUE_TYPO,
    };
    double score = scene->town ? 1 : ter_clue_weight(TER_CLUE_NO_TOWNSHIP);
    for (size_t i = 0; i < scene->parse->anchor_count; i++)
        if (scene->found[i].corrected)
            score *= ter_clue_weight(clues[scene->found[i].likeness]);
    return score;
}
